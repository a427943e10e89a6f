import { TuneloopError, type Judge, type LogScope, type RatingSource } from '@tuneloop/protocol';
import type { Request } from 'express';
import { clientOf } from '../auth/require-scope.ts';

/** What whoever sent the request may see: on an open server, and with the scope `admin`, everything; else its own. */
export function logScopeOf(request: Request): LogScope {
  const client = clientOf(request);
  return client === undefined || client.scopes.includes('admin') ? 'all' : { owner: client.id };
}

/**
 * Who judges: the API key, or whom the request names, where everything is open to it.
 *
 * Errors: `FORBIDDEN` (naming somebody else without the scope `admin`).
 */
export function judgeOf(request: Request, named: { author?: string; source?: RatingSource }): Judge {
  const own = clientOf(request)?.id ?? 'anonymous';
  const { author = own, source = 'api' } = named;
  if (author !== own && logScopeOf(request) !== 'all') {
    throw new TuneloopError('FORBIDDEN', 'This API key judges as itself: leave "author" out.', {
      details: { param: 'author' },
    });
  }
  return { author, source };
}
