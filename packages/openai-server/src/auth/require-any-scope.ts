import { TuneloopError } from '@tuneloop/protocol';
import { Router, type RequestHandler } from 'express';
import type { Logger } from '../http/logger.ts';
import type { Authenticator, Scope } from './authenticator.ts';
import { clientOf, requireScope } from './require-scope.ts';

/** Guards the routes after it: 401 without a known API key, 403 when the key has none of `scopes`. */
export function requireAnyScope(options: {
  authenticate: Authenticator | undefined;
  scopes: readonly Scope[];
  logger?: Logger | undefined;
}): RequestHandler {
  const { authenticate, scopes, logger } = options;
  const router = Router();
  router.use(requireScope({ authenticate, scope: undefined, logger }), (request, _response, next) => {
    const client = clientOf(request);
    if (!client || scopes.some((scope) => client.scopes.includes(scope))) {
      next();
      return;
    }
    const wanted = scopes.map((scope) => `"${scope}"`).join(' or ');
    throw new TuneloopError('FORBIDDEN', `This API key lacks the scope ${wanted}.`, { details: { scope: scopes[0] } });
  });
  return router;
}
