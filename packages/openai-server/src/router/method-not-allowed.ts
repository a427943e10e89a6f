import { TuneloopError } from '@tuneloop/protocol';
import type { RequestHandler } from 'express';

/** Ends a route: OPTIONS gets its methods, every other method 405. */
export function methodNotAllowed(...methods: readonly string[]): RequestHandler {
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.setHeader('allow', allow);
      response.status(204).end();
      return;
    }
    const message = `${request.method} is not allowed here; use ${methods.join(' or ')}.`;
    throw new TuneloopError('INVALID_REQUEST', message, { details: { problem: 'method_not_allowed', allow } });
  };
}
