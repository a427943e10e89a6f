import { TuneloopError } from '@tuneloop/protocol';
import {
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';
import type { Request, RequestHandler, Response } from 'express';
import { anonymousOwner, type GuardOptions, type KeyWatch } from './guard-options.ts';

/** How a route answers what it refuses. */
export type Refuse = (response: Response, refusal: Refusal) => void;

export interface Refusal {
  status: number;
  message: string;
}

interface Holder {
  owner: string;
  /** Of the request. */
  signal: AbortSignal | undefined;
  watchKey: (() => KeyWatch) | undefined;
}

const holders = new WeakMap<Request, Holder>();

/** How long a request may take to end by itself once its key is refused, in ms. */
const graceMs = 250;

/** For whom the request is, once the guard let it pass. */
export function ownerOf(request: Request): string {
  return holders.get(request)?.owner ?? anonymousOwner;
}

/** Aborted once the key of the request is no longer good. */
export function keySignalOf(request: Request): AbortSignal | undefined {
  return holders.get(request)?.signal;
}

/** Looks after the key of the request for something that outlives it. */
export function watchKeyOf(request: Request): KeyWatch | undefined {
  return holders.get(request)?.watchKey?.();
}

/** Lets requests pass that come to an allowed host, from an allowed page if from a page at all, with a known key. */
export function createGuard(options: GuardOptions, refuse: Refuse): RequestHandler {
  const { authenticate, watchKey, hosts = [] } = options;
  const answer = (response: Response, refusal: Refusal): void => {
    if (refusal.status === 401) response.setHeader('www-authenticate', 'Bearer realm="tuneloop"');
    refuse(response, refusal);
  };
  /** What has not ended by itself when its key is refused is answered so, or cut off. */
  const look = (watch: KeyWatch, response: Response): void => {
    response.once('close', () => watch.end());
    // Whoever left while the key was looked up is not told of any more.
    if (response.destroyed) watch.end();
    const cutOff = (): void => {
      if (response.headersSent) response.destroy();
      else if (!response.destroyed) answer(response, refusalOf(watch.signal.reason));
    };
    watch.signal.addEventListener('abort', () => setTimeout(cutOff, graceMs).unref(), { once: true });
  };
  const judge = async (request: Request, response: Response): Promise<Refusal | undefined> => {
    const foreign = hosts === 'checked' ? undefined : foreignHost(request, hosts);
    if (foreign !== undefined) return { status: 403, message: foreign };
    if (!authenticate) return undefined;
    const token = readToken(request);
    if (token === undefined) {
      return { status: 401, message: 'An API key is needed: send it as "Authorization: Bearer KEY".' };
    }
    const client = await authenticate(token);
    if (client === undefined) return { status: 401, message: 'This API key is unknown or revoked.' };
    const begin = watchKey && (() => watchKey(token, client));
    const watch = begin?.();
    if (watch) look(watch, response);
    holders.set(request, { owner: client.id, signal: watch?.signal, watchKey: begin });
    return undefined;
  };
  return async (request, response, next) => {
    const refusal = await judge(request, response).catch(refusalOf);
    if (refusal === undefined) next();
    else answer(response, refusal);
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
