import type { PullModel } from '@tuneloop/openai-server';
import { TuneloopError, type JobQueue, type ProgressEvent } from '@tuneloop/protocol';

/**
 * Downloads as a job of the kind `download`, so that it shows among the jobs; a client that goes away cancels it.
 *
 * @param directly downloads where jobs cannot be stored.
 */
export function pullAsJob(jobs: JobQueue, directly: PullModel): PullModel {
  return async (model, { signal, onProgress }) => {
    const job = await jobs.submit({ kind: 'download', input: { model } }).catch((error: unknown) => {
      if (TuneloopError.isInstance(error) && error.code === 'STORE_FAILED') return undefined;
      throw error;
    });
    if (job === undefined) {
      await directly(model, { signal, onProgress });
      return;
    }
    const cancel = (): void => void jobs.cancel(job.id).catch(() => undefined);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      for await (const event of jobs.events(job.id, { signal })) {
        // Its phases are those of the store.
        if (event.type === 'progress') onProgress(event as ProgressEvent);
        if (event.type === 'failed') throw TuneloopError.deserialize(event.error);
        if (event.type === 'cancelled') throw new TuneloopError('ABORTED', 'The download was cancelled.');
      }
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}
