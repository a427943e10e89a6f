import { errorSenderFor } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import type { RequestHandler } from 'express';

/** Refuses what still arrives on open connections after the server was told to stop. */
export function refuseWhileDraining(isDraining: () => boolean): RequestHandler {
  return (request, response, next) => {
    if (!isDraining()) {
      next();
      return;
    }
    response.set('connection', 'close');
    const details = { retryAfterSeconds: 10 };
    errorSenderFor(request.path)(
      response,
      new TuneloopError('BUSY', 'The server is stopping. Try again in a moment.', { details }),
    );
  };
}
