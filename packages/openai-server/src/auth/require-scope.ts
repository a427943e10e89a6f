import type { Request, RequestHandler, Response } from 'express';
import { sendError, type ErrorSender } from '../errors/send-error.ts';
import { assignRequestId } from '../http/request-id.ts';
import type { Logger } from '../http/logger.ts';
import { authenticateToken, checkScope } from './authenticate-token.ts';
import { openAIRateHeaders, type RateHeaders } from '../rate-limits/rate-headers.ts';
import { rateLimiterOf } from '../rate-limits/rate-limiter.ts';
import type { AuthenticatedClient, Authenticator, Scope } from './authenticator.ts';
import { keyUsesOf } from './key-uses.ts';
import { readToken } from './read-token.ts';
import { bindToKey, keyUseOf } from './request-key.ts';

const clients = new WeakMap<Request, AuthenticatedClient>();

/** Who sent the request, once `requireScope` knows the key; `undefined` on an open server. */
export function clientOf(request: Request): AuthenticatedClient | undefined {
  return clients.get(request);
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

/**
 * Guards the routes after it: 401 without a known API key, 403 when the key lacks `scope`, 429 when it is over a limit. What they answer ends within a
 * second when the key is revoked, expires or loses a scope.
 */
export function requireScope(options: {
  authenticate: Authenticator | undefined;
  /** `undefined`: any known key will do, and the routes ask for more themselves. */
  scope: Scope | undefined;
  logger?: Logger | undefined;
  /** How it refuses; in OpenAI's shape where left out. */
  sendError?: ErrorSender | undefined;
  /** Whether the requests make an engine work, so that the limits of their keys count them. Default `false`. */
  limited?: boolean | undefined;
  /** How what is left of the limits is told; OpenAI's headers where left out. */
  rateHeaders?: RateHeaders | undefined;
}): RequestHandler {
  const { authenticate, scope, logger, sendError: refuse = sendError } = options;
  const { limited = false, rateHeaders = openAIRateHeaders } = options;
  const assignId = assignRequestId();
  const check = async (request: Request, response: Response): Promise<boolean> => {
    if (!authenticate) return true;
    try {
      const client = await authenticateToken(readToken(request), authenticate);
      // Also of who is refused for want of a scope: logs say whose key it was.
      clients.set(request, client);
      if (scope !== undefined) checkScope(client, scope);
      let use = keyUseOf(request);
      if (!use) {
        use = keyUsesOf(authenticate).begin(readToken(request) ?? '', client);
        bindToKey(request, response, use, (error) => refuse(response, error, logger));
      }
      if (!limited) return true;
      const { rates, refusal, release } = await rateLimiterOf(authenticate).admit(client);
      response.set(rateHeaders(rates));
      if (refusal) throw refusal;
      use.onEnd(release);
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
