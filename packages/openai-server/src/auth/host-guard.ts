import { TuneloopError } from '@tuneloop/protocol';
import type { Request, RequestHandler, Response } from 'express';
import { sendError } from '../errors/send-error.ts';
import { assignRequestId } from '../http/request-id.ts';
import { isAllowedHost, parseHost, type HostName } from './host-name.ts';

export interface HostGuardOptions {
  /** Names by which the server may be called beside `localhost` and loopback addresses: `llm`, `llm:8000`, `*`. */
  allowedHosts?: readonly string[] | undefined;
  /** Origins whose pages may call the server beside those on localhost: `https://app.example`, `*`. */
  allowedOrigins?: readonly string[] | undefined;
}

const allowedMethods = 'GET, POST, PUT, PATCH, DELETE, OPTIONS';
const exposedHeaders = 'x-request-id, x-tuneloop-ignored, retry-after';
const preflightSeconds = '600';

/**
 * Refuses (403) a request whose Host is not the server's own, which is how a web page reaches a local server through
 * DNS rebinding, and one that a page of a foreign origin sends. Pages of allowed origins get CORS headers, and their
 * preflight requests are answered here. Mount it in front of everything else.
 *
 * Errors: `CONFIG_INVALID` when an option is no host or origin.
 */
export function createHostGuard(options: HostGuardOptions = {}): RequestHandler {
  const hosts = (options.allowedHosts ?? []).map(readHost);
  const origins = new Set((options.allowedOrigins ?? []).map(readOrigin));
  const assignId = assignRequestId();

  return (request, response, next) => {
    assignId(request, response, () => undefined);
    if (!isAllowedHost(request.headers.host, hosts)) {
      sendError(response, forbidden('Host', 'ALLOWED_HOSTS'));
      return;
    }
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin === undefined) {
      next();
    } else if (isAllowedOrigin(origin, origins)) {
      allowOrigin(request, response, origin);
      if (isPreflight(request)) response.status(204).end();
      else next();
    } else {
      sendError(response, forbidden('Origin', 'the allowed origins'));
    }
  };
}

function forbidden(header: string, setting: string): TuneloopError {
  const message = `This server does not answer requests with this ${header} header. If it is yours, add it to ${setting}.`;
  return new TuneloopError('FORBIDDEN', message);
}

function readHost(text: string): HostName {
  const host = text === '*' ? { name: '*', port: undefined } : parseHost(text);
  if (host) return host;
  throw new TuneloopError('CONFIG_INVALID', `"${text}" is not a host; write it like "llm" or "llm:8000".`);
}

function readOrigin(text: string): string {
  if (text === '*') return text;
  const origin = URL.canParse(text) ? originOf(new URL(text)) : undefined;
  if (origin !== undefined) return origin;
  throw new TuneloopError('CONFIG_INVALID', `"${text}" is not an origin; write it like "https://app.example".`);
}

/** `chrome-extension://id` and its like have no origin in the URL standard's sense, but browsers send it so. */
function originOf(url: URL): string | undefined {
  if (url.origin !== 'null') return url.origin;
  return url.host === '' ? undefined : `${url.protocol}//${url.host}`;
}

function isAllowedOrigin(origin: string, allowed: ReadonlySet<string>): boolean {
  if (allowed.has('*') || allowed.has(origin)) return true;
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  return isAllowedHost(new URL(origin).host, []);
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
