import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { throwIfAborted, type LogRecord } from '@tuneloop/protocol';
import { parseLine } from '../log/parse-line.ts';
import { readLines } from '../log/read-lines.ts';

/** What a file is called while it is being rewritten; one that was left so is of a compaction that was ended. */
export const rewrittenSuffix = '.compacting';

export interface RewrittenFile {
  removedLines: number;
  freedBytes: number;
}

const sliceMs = 5;

/**
 * Leaves those lines out of a file of which `isToGo` says so; the bytes of all others stay as they are. The new file
 * takes the old one's place in one step, once it is on the disk; one of which nothing is left is deleted.
 */
export async function rewriteFile(
  path: string,
  isToGo: (record: LogRecord) => boolean,
  { signal, pause }: { signal: AbortSignal | undefined; pause: () => Promise<unknown> },
): Promise<RewrittenFile> {
  const temporary = `${path}${rewrittenSuffix}`;
  const source = openSync(path, 'r');
  try {
    const { size } = fstatSync(source);
    const target = await open(temporary, 'w', 0o600);
    let removedLines = 0;
    let written = 0;
    try {
      for (const slice of slices(source, size, isToGo)) {
        throwIfAborted(signal);
        removedLines += slice.removedLines;
        written += slice.kept.length;
        await target.writeFile(slice.kept);
        await pause();
      }
      await target.sync();
    } finally {
      await target.close();
    }
    if (written > 0) await rename(temporary, path);
    else await Promise.all([rm(temporary), rm(path)]);
    await syncFolder(dirname(path));
    return { removedLines, freedBytes: size - written };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    closeSync(source);
  }
}

interface FilteredSlice {
  kept: Buffer;
  removedLines: number;
}

/** The bytes that stay, in pieces that take a few ms each. */
function* slices(
  source: number,
  size: number,
  isToGo: (record: LogRecord) => boolean,
): Generator<FilteredSlice, void, undefined> {
  let kept: Buffer[] = [];
  let removedLines = 0;
  let end = 0;
  let until = performance.now() + sliceMs;
  for (const { offset, length, bytes } of readLines(source, 0)) {
    end = offset + length;
    const record = parseLine(bytes);
    if (typeof record !== 'string' && isToGo(record)) removedLines++;
    else kept.push(Buffer.from(bytes));
    if (performance.now() < until) continue;
    yield { kept: Buffer.concat(kept), removedLines };
    kept = [];
    removedLines = 0;
    until = performance.now() + sliceMs;
  }
  // What a killed process began to write.
  const rest = Buffer.alloc(Math.max(size - end, 0));
  readSync(source, rest, 0, rest.length, end);
  yield { kept: Buffer.concat([...kept, rest]), removedLines };
}

/** So that the new name survives a power failure too; Windows has nothing like it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
