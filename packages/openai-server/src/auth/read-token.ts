import type { Request } from 'express';

/** The API key that a request carries: `Authorization: Bearer …` or `x-api-key: …`. */
export function readToken(request: Request): string | undefined {
  const authorization = request.get('authorization');
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return bearer ?? (request.get('x-api-key')?.trim() || undefined);
}
