import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';

/** Aborted (with `ABORTED`) when the connection closes before the response was sent whole. */
export function disconnectSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new TuneloopError('ABORTED', 'The client went away.'));
  if (response.destroyed) abort();
  else
    response.once('close', () => {
      if (!response.writableFinished) abort();
    });
  return controller.signal;
}
