import { TuneloopError } from '@tuneloop/protocol';
import { publicReason, withoutFolders } from '../models/model-state.ts';

/** What a step failed by, as clients may see it: without the folders of this machine, but with the lines of bad rows. */
export function trainingFailure(error: unknown): unknown {
  if (!TuneloopError.isInstance(error)) return error;
  const { code, retryable, details } = error;
  return new TuneloopError(code, publicReason(error), { retryable, cause: error, details: publicDetails(details) });
}

function publicDetails(details: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(details, (_key, value: unknown) =>
    typeof value === 'string' ? withoutFolders(value) : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}
