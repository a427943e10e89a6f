import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';
import type { Logger } from '../http/logger.ts';
import { sendJson } from '../http/send-json.ts';
import { encodeError } from './wire-error.ts';

/** Answers with OpenAI's error object; what is the server's own fault is logged with the request's id. */
export function sendError(response: Response, error: unknown, logger?: Logger): void {
  const { status, headers, body } = encodeError(error);
  logServerError(response, error, status, logger);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.set(headers);
  sendJson(response, status, body);
}

/** Logs `error` when it is the server's fault (5xx), except for being busy and shutting down, which are no faults. */
export function logServerError(response: Response, error: unknown, status: number, logger?: Logger): void {
  const { code } = TuneloopError.from(error);
  if (status < 500 || code === 'BUSY' || code === 'ABORTED') return;
  logger?.error({ err: error, code, requestId: response.getHeader('x-request-id') }, 'request failed');
}
