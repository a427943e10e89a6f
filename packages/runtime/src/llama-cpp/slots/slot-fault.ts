import { TuneloopError } from '@tuneloop/protocol';

/** @param what is wrong with the file, as a clause. */
export function slotFault(what: string, cause?: unknown): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', `This file cannot be restored: ${what}. Save the slot again.`, { cause });
}
