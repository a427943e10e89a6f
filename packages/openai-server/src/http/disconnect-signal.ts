import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';
import { keyUseOf } from '../auth/request-key.ts';
import { deadlineOf } from './request-deadline.ts';

/**
 * Aborted (with `ABORTED`) when the connection closes before the response was sent whole, with the refusal when the API key
 * of the request is no longer good, and with `TIMEOUT` when its time is over.
 */
export function disconnectSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new TuneloopError('ABORTED', 'The client went away.'));
  if (response.destroyed) abort();
  else
    response.once('close', () => {
      if (!response.writableFinished) abort();
    });
  for (const end of [keyUseOf(response.req)?.signal, deadlineOf(response.req)]) {
    end?.addEventListener('abort', () => controller.abort(end.reason), { once: true });
    if (end?.aborted) controller.abort(end.reason);
  }
  return controller.signal;
}
