import { TuneloopError } from '@tuneloop/protocol';
import type { ServerAddress } from './server-client.ts';
import { listServerModels } from './server-model.ts';

export interface FoundServer {
  address: ServerAddress;
  /** Of its models, the default first. */
  names: string[];
}

/** A server on this machine answers in milliseconds; one that does not is not worth waiting for. */
const answerMs = 2000;

/**
 * The first of `candidates` where an OpenAI-compatible server answers; `undefined` when there is none.
 *
 * Errors: `UNAUTHORIZED`, `FORBIDDEN`: it answers, but not without a (better) key. `ABORTED`.
 */
export async function findServer(
  candidates: readonly ServerAddress[],
  signal: AbortSignal,
): Promise<FoundServer | undefined> {
  for (const address of candidates) {
    try {
      const names = await listServerModels(address, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
      });
      if (names.length > 0) return { address, names };
    } catch (error) {
      const { code } = TuneloopError.from(error);
      if (signal.aborted || code === 'UNAUTHORIZED' || code === 'FORBIDDEN') throw error;
    }
  }
  return undefined;
}
