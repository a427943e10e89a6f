import type { RequestHandler, Response } from 'express';
import { randomUUID } from 'node:crypto';

const sane = /^[\w.:-]{1,128}$/;

/** Puts `x-request-id` on the response: the one already there, the request's own if it is sane, or a new one. */
export function assignRequestId(): RequestHandler {
  return (request, response, next) => {
    if (!response.hasHeader('x-request-id')) {
      const incoming = request.get('x-request-id');
      response.setHeader(
        'x-request-id',
        incoming !== undefined && sane.test(incoming) ? incoming : `req_${randomUUID()}`,
      );
    }
    next();
  };
}

/** The id that `assignRequestId` gave. */
export function requestIdOf(response: Response): string {
  return String(response.getHeader('x-request-id'));
}
