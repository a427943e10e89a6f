import { TuneloopError } from '@tuneloop/protocol';
import {
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';
import type { Request, RequestHandler, Response } from 'express';
import { anonymousOwner, type GuardOptions } from './guard-options.ts';

/** How a route answers what it refuses. */
export type Refuse = (response: Response, refusal: Refusal) => void;

export interface Refusal {
  status: number;
  message: string;
}

const owners = new WeakMap<Request, string>();

/** For whom the request is, once the guard let it pass. */
export function ownerOf(request: Request): string {
  return owners.get(request) ?? anonymousOwner;
}

/** Lets requests pass that come to an allowed host, from an allowed page if from a page at all, with a known key. */
export function createGuard(options: GuardOptions, refuse: Refuse): RequestHandler {
  const { authenticate, hosts = [] } = options;
  const judge = async (request: Request): Promise<Refusal | undefined> => {
    const foreign = hosts === 'checked' ? undefined : foreignHost(request, hosts);
    if (foreign !== undefined) return { status: 403, message: foreign };
    if (!authenticate) return undefined;
    const token = readToken(request);
    if (token === undefined) {
      return { status: 401, message: 'An API key is needed: send it as "Authorization: Bearer KEY".' };
    }
    const client = await authenticate(token);
    if (client === undefined) return { status: 401, message: 'This API key is unknown or revoked.' };
    owners.set(request, client.id);
    return undefined;
  };
  return async (request, response, next) => {
    const refusal = await judge(request).catch(refusalOf);
    if (refusal === undefined) {
      next();
      return;
    }
    if (refusal.status === 401) response.setHeader('www-authenticate', 'Bearer realm="tuneloop"');
    refuse(response, refusal);
  };
}

function refusalOf(error: unknown): Refusal {
  const { code, message } = TuneloopError.from(error);
  if (code === 'UNAUTHORIZED') return { status: 401, message };
  if (code === 'FORBIDDEN') return { status: 403, message };
  return { status: 500, message: 'The API key could not be checked.' };
}

function foreignHost({ headers }: Request, allowed: readonly string[]): string | undefined {
  if (allowed.includes('*')) return undefined;
  const host = validateHostHeader(headers.host, [...localhostAllowedHostnames(), ...allowed]);
  if (!host.ok) return `${host.message}. If it is yours, add it to the allowed hosts.`;
  const origin = validateOriginHeader(headers.origin, [...localhostAllowedOrigins(), ...allowed]);
  return origin.ok ? undefined : `${origin.message}. If the page is yours, add its host to the allowed hosts.`;
}

function readToken({ headers }: Request): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  return bearer ?? (String(headers['x-api-key'] ?? '').trim() || undefined);
}
