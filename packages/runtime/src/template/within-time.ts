import { createContext, Script, type Context } from 'node:vm';
import { TuneloopError } from '@tuneloop/protocol';

interface Slot extends Context {
  run?: () => unknown;
}

const call = new Script('run()');
let slot: Slot | undefined;

/**
 * Runs what works on text from a model's file, and throws where that takes longer than `limitMs`: a template can loop
 * for ever, and is rendered where all requests are served. Not a sandbox: `run` is code of ours. It may not be nested.
 *
 * Errors: `TIMEOUT`, and what `run` throws.
 */
export function withinTime<T>(run: () => T, limitMs: number): T {
  slot ??= createContext({}) as Slot;
  slot.run = run;
  try {
    return call.runInContext(slot, { timeout: limitMs }) as T;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TuneloopError('TIMEOUT', `It took longer than ${limitMs / 1000} s.`, { cause: error });
  } finally {
    delete slot.run;
  }
}
