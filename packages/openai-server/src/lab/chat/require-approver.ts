import { TuneloopError } from '@tuneloop/protocol';
import type { Request } from 'express';
import { clientOf } from '../../auth/require-scope.ts';

/**
 * To approve a call lets a tool act on the server's machine, which a key that may chat is not meant for. Where there are
 * no keys, whoever reaches the server may.
 *
 * Errors: `FORBIDDEN`.
 */
export function requireApprover(request: Request): void {
  const client = clientOf(request);
  if (client === undefined || client.scopes.includes('admin')) return;
  const message =
    'To approve calls of tools takes an API key with the scope "admin". Leave "approvals" out, or have the policy of ' +
    'the server allow what the tools are to do.';
  throw new TuneloopError('FORBIDDEN', message, { details: { scope: 'admin' } });
}
