import { TuneloopError } from '@tuneloop/protocol';
import type { Request, RequestHandler, Response } from 'express';
import { sendError, type ErrorSender } from '../errors/send-error.ts';
import { assignRequestId } from '../http/request-id.ts';
import type { Logger } from '../http/logger.ts';
import type { AuthenticatedClient, Authenticator, Scope } from './authenticator.ts';
import { readToken } from './read-token.ts';

const clients = new WeakMap<Request, AuthenticatedClient>();

/** Who sent the request, once `requireScope` let it pass; `undefined` on an open server. */
export function clientOf(request: Request): AuthenticatedClient | undefined {
  return clients.get(request);
}

/** The client that `token` belongs to. Errors: `UNAUTHORIZED`, and what `authenticate` throws. */
export async function authenticateToken(
  token: string | undefined,
  authenticate: Authenticator,
): Promise<AuthenticatedClient> {
  const client = token === undefined ? undefined : await authenticate(token);
  if (client) return client;
  const message =
    token === undefined
      ? 'An API key is needed: send it as "Authorization: Bearer KEY". `tuneloop keys create` makes one.'
      : 'This API key is unknown or revoked. `tuneloop keys create` makes a new one.';
  throw new TuneloopError('UNAUTHORIZED', message, { details: { tokenSent: token !== undefined } });
}

/** Errors: `FORBIDDEN`. */
export function checkScope(client: AuthenticatedClient, scope: Scope): void {
  if (client.scopes.includes(scope)) return;
  throw new TuneloopError('FORBIDDEN', `This API key lacks the scope "${scope}".`, { details: { scope } });
}

/** The client that sent `request`. Errors: `UNAUTHORIZED`, `FORBIDDEN`, and what `authenticate` throws. */
export async function authenticateRequest(
  request: Request,
  authenticate: Authenticator,
  scope: Scope | undefined,
): Promise<AuthenticatedClient> {
  const client = await authenticateToken(readToken(request), authenticate);
  if (scope !== undefined) checkScope(client, scope);
  return client;
}

/** Guards the routes after it: 401 without a known API key, 403 when the key lacks `scope`. */
export function requireScope(options: {
  authenticate: Authenticator | undefined;
  /** `undefined`: any known key will do, and the routes ask for more themselves. */
  scope: Scope | undefined;
  logger?: Logger | undefined;
  /** How it refuses; in OpenAI's shape where left out. */
  sendError?: ErrorSender | undefined;
}): RequestHandler {
  const { authenticate, scope, logger, sendError: refuse = sendError } = options;
  const assignId = assignRequestId();
  const check = async (request: Request, response: Response): Promise<boolean> => {
    if (!authenticate) return true;
    try {
      clients.set(request, await authenticateRequest(request, authenticate, scope));
      return true;
    } catch (error) {
      refuse(response, error, logger);
      return false;
    }
  };
  return async (request, response, next) => {
    assignId(request, response, () => undefined);
    if (await check(request, response)) next();
  };
}
