import { TuneloopError } from '@tuneloop/protocol';

/** When a request has to be done. */
export interface Deadline {
  /** Fires with `TIMEOUT`. */
  readonly signal: AbortSignal;
  /** Whether something goes on until then without the connection. */
  isHeld: boolean;
}

const deadlines = new WeakMap<object, Deadline>();

export function setDeadline(request: object, deadline: Deadline): void {
  deadlines.set(request, deadline);
}

/** `undefined`: it has as long as it takes. */
export function deadlineOf(request: object): AbortSignal | undefined {
  return deadlines.get(request)?.signal;
}

/** Work that goes on without the request that began it ends at that request's deadline all the same. */
export function endAtDeadline(request: object, work: { cancel(): void }): void {
  const deadline = deadlines.get(request);
  if (!deadline) return;
  deadline.isHeld = true;
  deadline.signal.addEventListener('abort', () => work.cancel(), { once: true });
  if (deadline.signal.aborted) work.cancel();
}

/** Says that `milliseconds` were not enough. The same again would only cost as much again: it is not retryable. */
export function deadlineError(milliseconds: number): TuneloopError {
  const message =
    `The request was not done within its ${milliseconds / 1000} s. ` +
    'Ask for fewer tokens, or allow more time (X-Server-Timeout in seconds, server.deadlineMs).';
  return new TuneloopError('TIMEOUT', message, { retryable: false, details: { deadlineMs: milliseconds } });
}

/** For what is no HTTP request of its own: fires as well when `milliseconds` are over, unless it was disposed. */
export function withDeadline(
  signal: AbortSignal,
  milliseconds: number | undefined,
): Disposable & { signal: AbortSignal } {
  if (milliseconds === undefined) return { signal, [Symbol.dispose]: () => undefined };
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(deadlineError(milliseconds)), milliseconds).unref();
  return { signal: AbortSignal.any([signal, end.signal]), [Symbol.dispose]: () => clearTimeout(timer) };
}
