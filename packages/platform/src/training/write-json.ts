import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';

/**
 * Whoever reads the file sees all of it or what was there before; its folder is made, for its owner alone. Errors:
 * `RESOURCE_EXHAUSTED` (disk), `STORE_FAILED`.
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const draft = `${path}.${randomUUID()}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    const message = isFull ? 'The disk of the data folder is full.' : 'The data folder cannot be written to.';
    throw new TuneloopError(isFull ? 'RESOURCE_EXHAUSTED' : 'STORE_FAILED', message, { cause: error });
  }
}
