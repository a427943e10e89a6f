import { TuneloopError } from '@tuneloop/protocol';
import type { Request, RequestHandler, Response } from 'express';
import { sendError } from '../errors/send-error.ts';
import { assignRequestId } from '../http/request-id.ts';
import { createHostRules, type HostGuardOptions, type HostRules } from './host-rules.ts';

const allowedMethods = 'GET, POST, PUT, PATCH, DELETE, OPTIONS';
const exposedHeaders = 'x-request-id, x-tuneloop-ignored, retry-after, content-location, location, x-pagination-next';
const preflightSeconds = '600';

/**
 * Refuses (403) a request whose Host is not the server's own, which is how a web page reaches a local server through
 * DNS rebinding, and one that a page of a foreign origin sends. Pages of allowed origins get CORS headers, and their
 * preflight requests are answered here. Mount it in front of everything else. A function is asked at each request.
 *
 * Errors: `CONFIG_INVALID` when an option is no host or origin.
 */
export function createHostGuard(options: HostGuardOptions | (() => HostRules) = {}): RequestHandler {
  const fixed = typeof options === 'function' ? undefined : createHostRules(options);
  const currentRules = typeof options === 'function' ? options : () => fixed!;
  const assignId = assignRequestId();

  return (request, response, next) => {
    assignId(request, response, () => undefined);
    const rules = currentRules();
    const { origin } = request.headers;
    const host = rules.hostOf(request);
    if (!rules.allowsHost(host)) {
      sendError(response, hostRefused(host));
      return;
    }
    response.vary('Origin');
    if (origin === undefined) {
      next();
    } else if (rules.allowsOrigin(origin, host)) {
      allowOrigin(request, response, origin);
      if (isPreflight(request)) response.status(204).end();
      else next();
    } else {
      sendError(response, originRefused(origin));
    }
  };
}

function hostRefused(host: string | undefined): TuneloopError {
  const what = host === undefined ? 'The request has no Host header.' : `The Host "${host}" is not allowed.`;
  return forbidden(`${what} If it is yours, add it to the allowed hosts (ALLOWED_HOSTS).`);
}

function originRefused(origin: string): TuneloopError {
  const what = `Pages of "${origin}" may not use this server.`;
  return forbidden(`${what} If they are yours, add them to the allowed origins (ALLOWED_ORIGINS).`);
}

function forbidden(message: string): TuneloopError {
  return new TuneloopError('FORBIDDEN', message);
}

function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

function allowOrigin(request: Request, response: Response, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', exposedHeaders);
  if (!isPreflight(request)) return;
  const requested = request.get('access-control-request-headers');
  response.setHeader('access-control-allow-methods', allowedMethods);
  if (requested !== undefined) response.setHeader('access-control-allow-headers', requested);
  response.setHeader('access-control-max-age', preflightSeconds);
  if (request.get('access-control-request-private-network') === 'true') {
    response.setHeader('access-control-allow-private-network', 'true');
  }
}
