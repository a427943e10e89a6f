import { TuneloopError } from '@tuneloop/protocol';
import type { ErrorRequestHandler } from 'express';
import { requestProblem } from '../errors/request-problem.ts';
import { sendError, type ErrorSender } from '../errors/send-error.ts';
import type { Logger } from '../http/logger.ts';

/** Ends every route: errors are sent, in OpenAI's shape unless told otherwise; a client that has gone gets nothing. */
export function handleErrors(logger: Logger | undefined, send: ErrorSender = sendError): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- express knows an error handler by its four parameters
  return (error: unknown, _request, response, _next) => {
    if (response.destroyed || response.writableEnded) return;
    send(response, isMalformedUrl(error) ? requestProblem('invalid_url', 'The URL is malformed.') : error, logger);
  };
}

/** What express throws when a path cannot be decoded (`/v1/models/%zz`). */
function isMalformedUrl(error: unknown): boolean {
  return error instanceof URIError && !TuneloopError.isInstance(error);
}
