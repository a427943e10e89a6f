import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';

/** Waits for `promise` until `signal` says otherwise; what it stands for goes on. Errors: `ABORTED`, `TIMEOUT`. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfAborted(signal);
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(TuneloopError.from(signal.reason, 'ABORTED'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
