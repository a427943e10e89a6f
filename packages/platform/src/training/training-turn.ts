import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { withFileLock } from '@tuneloop/runtime';
import { explainWriteFailure } from './write-json.ts';

/**
 * Runs `work` when nobody else of the data folder trains, in whichever process. `onWait` is told once, where it has to wait,
 * with the id of the process that trains, as far as that is known.
 *
 * Errors: `ABORTED` while waiting, `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), those of `work`.
 */
export type TrainingTurn = <T>(
  work: () => Promise<T>,
  options: CallOptions & { onWait: (processId: number | undefined) => void },
) => Promise<T>;

/** Turns by a lock file in `folder`, which names its holder; that of a process that has died counts no more. */
export function createTrainingTurn(folder: string): TrainingTurn {
  return async (work, { signal, onWait }) => {
    let [isTold, hasBegun] = [false, false];
    const begin = (): ReturnType<typeof work> => {
      hasBegun = true;
      return work();
    };
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return await withFileLock(join(folder, 'train.lock'), begin, {
        signal,
        onWait: async (holder) => {
          if (!isTold) onWait(holder?.processId);
          isTold = true;
        },
      });
    } catch (error) {
      throw hasBegun || TuneloopError.isInstance(error) ? error : explainWriteFailure(error);
    }
  };
}

/** Nobody waits. */
export const trainTogether: TrainingTurn = (work) => work();
