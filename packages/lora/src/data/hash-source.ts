import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';

/**
 * SHA-256 (hex) of a file as it is stored.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (a folder), `STORE_FAILED`, `ABORTED`.
 */
export async function hashSource(path: string, signal: AbortSignal | undefined): Promise<string> {
  const digest = createHash('sha256');
  try {
    if ((await stat(path)).isDirectory()) {
      throw new TuneloopError('INVALID_REQUEST', `${path} is a folder. Name a file in it.`);
    }
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      throwIfAborted(signal);
      digest.update(chunk);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      const message = `There is no file ${path}. Check the path of the training data.`;
      throw new TuneloopError('NOT_FOUND', message, { cause: error });
    }
    throw TuneloopError.from(error, 'STORE_FAILED');
  }
  return digest.digest('hex');
}
