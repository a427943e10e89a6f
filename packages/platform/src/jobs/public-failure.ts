import { TuneloopError } from '@tuneloop/protocol';
import { publicReason } from '../models/model-state.ts';

/** What a job failed by, as clients may see it: without the folders of this machine. */
export function publicFailure(error: unknown): unknown {
  if (!TuneloopError.isInstance(error)) return error;
  const { code, retryable } = error;
  return new TuneloopError(code, publicReason(error), { retryable, cause: error });
}
