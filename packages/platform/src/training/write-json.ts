import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
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
    throw explainWriteFailure(error);
  }
}

/** Adds a line to a file of JSON lines. A process that is killed may leave half of one. Errors: as of `writeJson`. */
export async function appendJsonLine(path: string, value: unknown): Promise<void> {
  try {
    await appendFile(path, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  } catch (error) {
    throw explainWriteFailure(error);
  }
}

/** Of a file in the data folder: `RESOURCE_EXHAUSTED` (disk) or `STORE_FAILED`. */
export function explainWriteFailure(error: unknown): TuneloopError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message = 'The disk of the data folder is full. Make room, and resume the run: what was trained is kept.';
    return new TuneloopError('RESOURCE_EXHAUSTED', message, { details: { reason: 'disk' }, cause: error });
  }
  return new TuneloopError('STORE_FAILED', 'The data folder cannot be written to.', { cause: error });
}
