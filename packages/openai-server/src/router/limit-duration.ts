import type { Request, RequestHandler } from 'express';
import { requestProblem } from '../errors/request-problem.ts';
import { deadlineError, setDeadline, type Deadline } from '../http/request-deadline.ts';
import { errorSenderFor } from './error-sender-for.ts';

/** How long a request may take to end by itself once its time is over, in ms. */
const graceMs = 1000;
/** The longest that a timer takes, in ms: 24 days. */
const longestMs = 2_147_483_647;

/**
 * Gives requests an end: `maximumMs`, or earlier where the client says so, in seconds (`X-Server-Timeout`, as Google's
 * clients have it), or a proxy in front, in milliseconds (`X-Envoy-Expected-Rq-Timeout-Ms`). Waiting counts. Whatever listens
 * to `disconnectSignal` ends by itself then, with the error of its API (`TIMEOUT`); what does not is cut off a moment later.
 *
 * @param maximumMs as it is now.
 */
export function limitDuration(maximumMs: () => number | undefined): RequestHandler {
  return (request, response, next) => {
    const refuse = errorSenderFor(request.path);
    let milliseconds: number;
    try {
      milliseconds = Math.min(maximumMs() ?? Infinity, askedBy(request), expectedByProxy(request));
    } catch (error) {
      refuse(response, error);
      return;
    }
    if (milliseconds > longestMs) {
      next();
      return;
    }
    const end = new AbortController();
    const deadline: Deadline = { signal: end.signal, isHeld: false };
    setDeadline(request, deadline);
    const cutOff = (): void => {
      if (response.headersSent) response.destroy();
      else if (!response.destroyed) refuse(response, end.signal.reason);
    };
    let timer = setTimeout(() => {
      end.abort(deadlineError(milliseconds));
      timer = setTimeout(cutOff, graceMs).unref();
    }, milliseconds).unref();
    response.once('close', () => {
      if (!deadline.isHeld || end.signal.aborted) clearTimeout(timer);
    });
    next();
  };
}

/** In ms. Errors: `INVALID_REQUEST`. */
function askedBy(request: Request): number {
  const text = request.get('x-server-timeout');
  if (text === undefined) return Infinity;
  const seconds = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  if (seconds > 0) return Math.max(1, Math.round(seconds * 1000));
  throw requestProblem('invalid_value', 'The header X-Server-Timeout must be a number of seconds above 0.');
}

function expectedByProxy(request: Request): number {
  const milliseconds = Number(request.get('x-envoy-expected-rq-timeout-ms') ?? Infinity);
  return milliseconds >= 1 ? milliseconds : Infinity;
}
