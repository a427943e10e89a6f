import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { parseJson } from '../files/parse-json.ts';
import { adapterRecordSchema, versionSchema, type AdapterRecord } from './adapter-version.ts';
import { syncFolder } from './durable-files.ts';

/** What happened to an adapter, and when (ISO 8601). */
export type JournalEntry = { at: string; name: string } & (
  | { type: 'added'; record: AdapterRecord; refusedBecause: string[] }
  /** From now on the name means this version. The file follows: `placed` says that it has. */
  | { type: 'promoted'; version: number; reason?: string | undefined }
  | { type: 'rolled-back'; version: number; from: number | null; reason?: string | undefined }
  /** From now on the name means nothing. */
  | { type: 'retired'; from: number; reason?: string | undefined }
  /** The adapters folder has what the journal says. */
  | { type: 'placed' }
  /** Whether requests that choose no adapter get it, and how strongly; 0: they do not. */
  | { type: 'default'; scale: number }
  | { type: 'removed'; version: number }
);

const when = { at: z.iso.datetime(), name: z.string() };
const reason = z.string().optional();

const entrySchema: z.ZodType<JournalEntry> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('added'), ...when, record: adapterRecordSchema, refusedBecause: z.array(z.string()) }),
  z.object({ type: z.literal('promoted'), ...when, version: versionSchema, reason }),
  z.object({ type: z.literal('rolled-back'), ...when, version: versionSchema, from: versionSchema.nullable(), reason }),
  z.object({ type: z.literal('retired'), ...when, from: versionSchema, reason }),
  z.object({ type: z.literal('placed'), ...when }),
  z.object({ type: z.literal('default'), ...when, scale: z.number().min(-100).max(100) }),
  z.object({ type: z.literal('removed'), ...when, version: versionSchema }),
]);

/**
 * Every entry, the oldest first. A last line without its end was never finished, and does not count.
 *
 * Errors: `STORE_FAILED` for a line that cannot be understood, and those of the file system but for a missing file.
 */
export async function readJournal(path: string): Promise<JournalEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const parsed = entrySchema.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    throw new TuneloopError(
      'STORE_FAILED',
      `Line ${index + 1} of ${path} is damaged. Bring the file back from a backup, or remove the line if you know what it said.`,
      { details: { path, line: index + 1 }, cause: parsed.error },
    );
  });
}

/**
 * Adds an entry, and resolves when it is on the disk: it is there wholly or not at all. Only for who holds the lock.
 */
export async function appendToJournal(path: string, entry: JournalEntry): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a+');
  try {
    const text = await handle.readFile();
    const end = text.lastIndexOf(0x0a) + 1;
    // What a killed process has left of a line.
    if (end < text.length) await handle.truncate(end);
    await handle.appendFile(`${JSON.stringify(entry)}\n`);
    await handle.sync();
    if (text.length === 0) await syncFolder(dirname(path));
  } finally {
    await handle.close();
  }
}
