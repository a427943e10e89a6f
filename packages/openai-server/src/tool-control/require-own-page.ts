import { TuneloopError } from '@tuneloop/protocol';
import type { RequestHandler } from 'express';

/**
 * For servers without keys, on what runs programs of this machine: only the server's own page may ask for it. Browsers
 * send `Origin` with everything that is not a plain read, and no page can write it; pages of other ports of this machine,
 * which may use the rest, are others here.
 */
export const requireOwnPage: RequestHandler = (request, _response, next) => {
  const { origin, host } = request.headers;
  // Of a page's own reads there is no `Origin`; of other pages' there is.
  if (origin === undefined && request.method === 'GET') {
    next();
    return;
  }
  const page = origin === undefined ? null : URL.parse(origin);
  if (page !== null && host !== undefined && page.host === host.toLowerCase()) {
    next();
    return;
  }
  throw new TuneloopError(
    'FORBIDDEN',
    'This server has no API keys, so that only its own page may run tools and start programs. Other programs need a key: ' +
      '`tuneloop keys create NAME --scope admin`.',
  );
};
