import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';

/** What a finished file holds, compression included. */
export interface FileDigest {
  bytes: number;
  sha256: string;
}

export interface AtomicFile {
  /** Adds to the file; wait for each before the next. */
  write(bytes: Uint8Array): Promise<void>;
  /** Syncs what was written and gives it its name, over a file that was there. */
  commit(): Promise<FileDigest>;
  /** Deletes what was written. Harmless after `commit`. */
  discard(): Promise<void>;
}

/**
 * A file that is there wholly or not at all: it is written under a temporary name in its own folder, which is made where
 * it is missing. Only its owner can read it, since data of this kind is often private; one that was there keeps its mode.
 *
 * Errors, of its methods too: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk).
 */
export async function createAtomicFile(path: string): Promise<AtomicFile> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.partial`);
  const mode = await modeOf(path);
  const handle = await attempt(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx', 0o600);
    // Beyond what the umask leaves.
    if (mode !== undefined) await file.chmod(mode);
    return file;
  });
  const hash = createHash('sha256');
  let bytes = 0;
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  return {
    write: async (chunk) => {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await attempt(path, () => handle.writeFile(chunk));
    },
    commit: async () => {
      await attempt(path, async () => {
        await handle.sync();
        await close();
        await rename(temporary, path);
      });
      return { bytes, sha256: hash.digest('hex') };
    },
    discard: async () => {
      await close();
      await rm(temporary, { force: true });
    },
  };
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch {
    return undefined;
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new TuneloopError('RESOURCE_EXHAUSTED', `The disk is full: ${path} was not written. Free some space.`, {
        cause: error,
      });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new TuneloopError('STORE_FAILED', `${path} cannot be written (${reason}).`, { cause: error });
  }
}
