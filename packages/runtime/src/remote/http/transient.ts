import type { TuneloopError } from '@tuneloop/protocol';

const transient = new WeakSet<TuneloopError>();

/** Marks a failure that says nothing against the request: another upstream may well answer it. */
export function asTransient(error: TuneloopError): TuneloopError {
  transient.add(error);
  return error;
}

export function isTransient(error: unknown): error is TuneloopError {
  return transient.has(error as TuneloopError);
}
