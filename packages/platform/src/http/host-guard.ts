import { sendError } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import type { RequestHandler } from 'express';
import type { HostRules } from './host-rules.ts';

const exposedHeaders = 'x-request-id, retry-after, x-tuneloop-ignored';

function forbidden(message: string): TuneloopError {
  return new TuneloopError('FORBIDDEN', message);
}

/** Refuses foreign Host and Origin headers with 403, and answers the CORS questions of pages that may use the API. */
export function hostGuard(rules: HostRules): RequestHandler {
  return (request, response, next) => {
    const { host, origin } = request.headers;
    if (!rules.allowsHost(host)) {
      const name = host === undefined ? 'The request has no Host header.' : `The Host "${host}" is not allowed.`;
      sendError(response, forbidden(`${name} If it is yours, add it to ALLOWED_HOSTS (server.allowedHosts).`));
      return;
    }
    if (origin === undefined) {
      next();
      return;
    }
    if (!rules.allowsOrigin(origin, host ?? '')) {
      const message = `Pages of ${origin} may not use this server.`;
      sendError(response, forbidden(`${message} If it is yours, add its host to ALLOWED_HOSTS (server.allowedHosts).`));
      return;
    }
    response.vary('Origin');
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', exposedHeaders);
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
    const wanted = request.headers['access-control-request-headers'];
    if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted);
    response.setHeader('access-control-max-age', '600');
    response.status(204).end();
  };
}
