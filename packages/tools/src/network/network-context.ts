import { TuneloopError } from '@tuneloop/protocol';
import type { NetworkHooks } from './network-hooks.ts';
import type { NetworkPolicy } from './network-policy.ts';

/** What one call of a network tool works under. */
export interface NetworkContext {
  policy: NetworkPolicy;
  hooks: NetworkHooks;
  /** Of the caller, and of the call's time limit. */
  signal: AbortSignal;
}

/** Runs `work` under the policy's time limit. Errors: `TIMEOUT`, `ABORTED`, and those of `work`. */
export async function withinTimeLimit<T>(
  { policy, hooks, signal }: NetworkContext,
  work: (context: NetworkContext) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(timedOut(policy.timeoutMs)), policy.timeoutMs);
  const either = AbortSignal.any([signal, deadline.signal]);
  try {
    return await work({ policy, hooks, signal: either });
  } catch (error) {
    if (either.aborted) throw TuneloopError.from(either.reason, 'ABORTED');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** `promise`, or the signal's reason as soon as it fires: for work that cannot be cancelled, such as a name look-up. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort!);
  }
}

function timedOut(limitMs: number): TuneloopError {
  return new TuneloopError('TIMEOUT', `There was no complete answer within ${limitMs} ms.`);
}
