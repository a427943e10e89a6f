import { TuneloopError, type Judge, type LogScope, type RatingSource } from '@tuneloop/protocol';
import type { Request } from 'express';
import { ownerScopeOf } from '../auth/owner-scope.ts';
import { clientOf } from '../auth/require-scope.ts';

/** What of the log whoever sent the request may see: on an open server, and with the scope `data` or `admin`, everything; else its own. */
export function logScopeOf(request: Request): LogScope {
  return ownerScopeOf(request, 'data', 'admin');
}

/**
 * Who judges: the API key, or whom the request names, where everything is open to it.
 *
 * Errors: `FORBIDDEN` (naming somebody else without the scope `data` or `admin`).
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
