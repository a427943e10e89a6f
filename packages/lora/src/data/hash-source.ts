import { stat } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { hashFile } from '@tuneloop/runtime';

/**
 * SHA-256 (hex) of a file as it is stored.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (a folder), `STORE_FAILED`, `ABORTED`.
 */
export async function hashSource(path: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw new TuneloopError('INVALID_REQUEST', `${path} is a folder. Name a file in it.`);
    }
    return await hashFile(path, { signal });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      const message = `There is no file ${path}. Check the path of the training data.`;
      throw new TuneloopError('NOT_FOUND', message, { cause: error });
    }
    throw TuneloopError.from(error, 'STORE_FAILED');
  }
}
