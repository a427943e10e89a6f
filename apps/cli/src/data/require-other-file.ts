import { resolve } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';

/** Errors: `INVALID_REQUEST` when the output is the input itself. */
export function requireOtherFile(file: string, output: string): void {
  if (resolve(file) !== resolve(output)) return;
  throw new TuneloopError('INVALID_REQUEST', 'The output would take the place of the input. Name another file.');
}
