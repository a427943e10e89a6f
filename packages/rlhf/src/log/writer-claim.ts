import { join, resolve } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { tryLock, type FileLock } from './file-lock.ts';

/** The right to write a log's files of this number. */
export interface WriterClaim extends FileLock {
  number: number;
}

const maxWriters = 100;

/** Takes the first number that no living process has. Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (100 writers). */
export function claimWriter(folder: string): WriterClaim {
  for (let number = 1; number <= maxWriters; number++) {
    const claim = tryClaim(folder, number);
    if (claim) return claim;
  }
  const message = `${maxWriters} programs write to the log ${folder}, and there cannot be more. Close some of them.`;
  throw new TuneloopError('RESOURCE_EXHAUSTED', message, { details: { folder } });
}

/** Nothing while a living process has this number. */
export function tryClaim(folder: string, number: number): WriterClaim | undefined {
  const lock = tryLock(join(resolve(folder), `writer-${number}.lock`));
  return lock && { number, release: lock.release };
}
