import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';

/** What `promise` gives; `undefined` after the time. Errors: those of `promise`, and `ABORTED`. */
export async function settledWithin<T>(
  promise: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  throwIfAborted(signal);
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<undefined>((resolve, reject) => {
        timer = setTimeout(resolve, timeoutMs, undefined);
        abort = () => reject(TuneloopError.from(signal.reason, 'ABORTED'));
        signal.addEventListener('abort', abort, { once: true });
      }),
    ]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort!);
  }
}
