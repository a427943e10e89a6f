import { TuneloopError } from '@tuneloop/protocol';
import type { CoreDescription } from '../hosted-core.ts';
import type { Connection } from './connection.ts';

/** Has the core at the other end load a model; ends its process when that fails or is cancelled. */
export async function loadInto<Description extends CoreDescription>(
  connection: Connection,
  options: object,
  signal?: AbortSignal,
): Promise<Description> {
  const abort = (): void => connection.terminate(TuneloopError.from(signal?.reason, 'ABORTED'));
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return (await connection.call<'load'>({ type: 'load', options })) as Description;
  } catch (error) {
    connection.terminate(TuneloopError.from(error));
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
