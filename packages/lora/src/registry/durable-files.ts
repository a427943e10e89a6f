import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TuneloopError, throwIfAborted } from '@tuneloop/protocol';
import { isDiskFull } from '../files/is-disk-full.ts';

/** Brings names in a folder to the disk: what was renamed into it is there after a power failure too. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and brings names to the disk by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Copies a file to a path where none is, and brings it to the disk.
 *
 * @returns its SHA-256, lower-case hexadecimal, and its size in bytes.
 *
 * Errors: `ABORTED`, and those of the file system.
 */
export async function copyDurably(
  source: string,
  target: string,
  signal?: AbortSignal,
): Promise<{ sha256: string; sizeBytes: number }> {
  await mkdir(dirname(target), { recursive: true });
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const handle = await open(target, 'wx');
  try {
    for await (const chunk of createReadStream(source, { highWaterMark: 1 << 20 })) {
      throwIfAborted(signal);
      const data = chunk as Buffer;
      hash.update(data);
      sizeBytes += data.length;
      await handle.appendFile(data);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** Copies everything in a folder, durably. Links are followed. Errors: as `copyDurably`. */
export async function copyFolderDurably(source: string, target: string, signal?: AbortSignal): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) await copyFolderDurably(from, to, signal);
    else await copyDurably(from, to, signal);
  }
  await syncFolder(target);
}

const draftEnding = '.part';

/** A name beside `path` for what is not finished; programs that look for adapters pass over it. */
export function draftPath(folder: string, name: string): string {
  return join(folder, `.${name}.${randomUUID()}${draftEnding}`);
}

/** Removes what was never finished: only for who holds the lock. */
export async function removeDrafts(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder).catch(() => [])) {
    const isDraft = entry.startsWith(`.${name}.`) && entry.endsWith(draftEnding);
    if (isDraft) await rm(join(folder, entry), { recursive: true, force: true });
  }
}

/** Gives failures of the file system their meaning. Errors: `RESOURCE_EXHAUSTED`, `STORE_FAILED`. */
export function explainFileError(error: unknown, folder: string): TuneloopError {
  if (TuneloopError.isInstance(error)) return error;
  if (isDiskFull(error)) {
    return new TuneloopError(
      'RESOURCE_EXHAUSTED',
      `The disk is full: nothing was changed in ${folder}. Free some space.`,
      {
        details: { reason: 'disk' },
        cause: error,
      },
    );
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const what = `The adapters in ${folder} cannot be read or written (${code ?? message}).`;
  return new TuneloopError('STORE_FAILED', `${what} Give this user access to the folder.`, { cause: error });
}
