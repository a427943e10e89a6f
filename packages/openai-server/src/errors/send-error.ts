import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';
import { refusalOf } from '../auth/request-key.ts';
import type { Logger } from '../http/logger.ts';
import { sendJson } from '../http/send-json.ts';
import { noteError } from './noted-error.ts';
import { encodeError } from './wire-error.ts';

/** Answers with an error in the shape of an API; what is the server's own fault is logged with the request's id. */
export type ErrorSender = (response: Response, error: unknown, logger?: Logger) => void;

/** Answers with OpenAI's error object. */
export const sendError: ErrorSender = createErrorSender((error) => encodeError(error));

/** @param encode may ask the response for its request id. */
export function createErrorSender(
  encode: (error: unknown, response: Response) => { status: number; headers: Record<string, string>; body: object },
): ErrorSender {
  return (response, thrown, logger) => {
    const error = refusalOf(response) ?? thrown;
    const { status, headers, body } = encode(error, response);
    logServerError(response, error, status, logger);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    response.set(headers);
    sendJson(response, status, body);
  };
}

/** Notes the code of `error`, for those who count, and logs it when it is the server's fault (5xx), except for being busy and shutting down, which are no faults. */
export function logServerError(response: Response, error: unknown, status: number, logger?: Logger): void {
  noteError(response, error);
  const { code } = TuneloopError.from(error);
  if (status < 500 || code === 'BUSY' || code === 'ABORTED') return;
  logger?.error({ err: error, code, requestId: response.getHeader('x-request-id') }, 'request failed');
}
