import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { isDiskFull } from '../files/is-disk-full.ts';
import { writeRenamed } from '../files/write-renamed.ts';

/** What was measured already, item by item, so that an evaluation that was stopped goes on. */
export interface ItemLog {
  /** The value of `key`: what the log has, or else what `measure` gives, which is then kept. Values are plain data. */
  once<Value>(key: unknown, measure: () => Promise<Value>): Promise<Value>;
}

/**
 * Opens the log in a file of JSON lines. One that was written for another `subject` is begun anew, and so is what follows
 * a line that a killed process left half written. Without a path, nothing is kept.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), of `once` too.
 */
export async function openItemLog(path: string | undefined, subject: unknown): Promise<ItemLog> {
  if (path === undefined) return { once: (_key, measure) => measure() };
  const head = `${JSON.stringify({ subject: digest(subject) })}\n`;
  const lines = await readLines(path, head);
  // Without the torn line at the end, behind which no other could be read.
  const text = head + lines.map(({ line }) => `${line}\n`).join('');
  // Only its owner can read it: answers are often private.
  await attempt(path, () => writeRenamed(path, text, { mode: 0o600 }));
  const values = new Map(lines.map(({ key, value }) => [key, value]));
  return {
    async once<Value>(key: unknown, measure: () => Promise<Value>): Promise<Value> {
      const id = digest(key);
      if (values.has(id)) return values.get(id) as Value;
      const value = await measure();
      await attempt(path, () => appendFile(path, `${JSON.stringify({ key: id, value })}\n`));
      values.set(id, value);
      return value;
    },
  };
}

interface LoggedItem {
  key: string;
  value: unknown;
  line: string;
}

async function readLines(path: string, head: string): Promise<LoggedItem[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  if (!text.startsWith(head)) return [];
  const items: LoggedItem[] = [];
  for (const line of text.slice(head.length).split('\n').slice(0, -1)) {
    try {
      const { key, value } = JSON.parse(line) as Omit<LoggedItem, 'line'>;
      items.push({ key, value, line });
    } catch {
      return items;
    }
  }
  return items;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

async function attempt(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw isDiskFull(error)
      ? new TuneloopError('RESOURCE_EXHAUSTED', `The disk is full: ${path} was not written. Free some space.`, {
          cause: error,
        })
      : new TuneloopError('STORE_FAILED', `${path} cannot be written.`, { cause: error });
  }
}
