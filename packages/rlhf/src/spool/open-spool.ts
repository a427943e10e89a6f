import { TuneloopError } from '@tuneloop/protocol';
import { LocalSpool } from './local-spool.ts';
import type { Spool, SpoolOptions } from './spool.ts';

/**
 * Opens a spool; several processes may use one folder. What others have left there is delivered too.
 *
 * Errors: `INVALID_REQUEST` (options), `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export function openSpool<T>(options: SpoolOptions<T>): Spool<T> {
  const { maxBytes, batchItems, delayMs, closeMs } = options;
  for (const [name, value, least] of [
    ['maxBytes', maxBytes, 1],
    ['batchItems', batchItems, 1],
    ['delayMs', delayMs, 0],
    ['closeMs', closeMs, 0],
  ] as const) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= least)) continue;
    const message = `openSpool: ${name} must be a whole number of at least ${least}, not ${value}.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  return new LocalSpool(options);
}
