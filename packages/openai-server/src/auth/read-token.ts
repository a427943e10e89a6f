import type { Request } from 'express';
import type { IncomingHttpHeaders } from 'node:http';

/** The API key that a request carries: `Authorization: Bearer …` or `x-api-key: …`. */
export function readToken(request: Request): string | undefined {
  return readTokenFrom(request.headers);
}

export function readTokenFrom({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return bearer ?? (String(apiKey ?? '').trim() || undefined);
}
