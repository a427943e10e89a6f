import { TuneloopError } from '@tuneloop/protocol';
import type { Request } from 'express';
import { clientOf } from '../../auth/require-scope.ts';

/**
 * Whether whoever sent the request may approve what the policy asks a human about. Where there are no keys, whoever
 * reaches the server may.
 */
export function mayApprove(request: Request): boolean {
  const client = clientOf(request);
  return client === undefined || client.scopes.includes('admin');
}

/**
 * To approve a call lets a tool act on the server's machine, which a key that may chat is not meant for. Where there are
 * no keys, whoever reaches the server may.
 *
 * Errors: `FORBIDDEN`.
 */
export function requireApprover(request: Request): void {
  if (mayApprove(request)) return;
  const message =
    'To approve calls of tools takes an API key with the scope "admin". Leave "approvals" out, or have the policy of ' +
    'the server allow what the tools are to do.';
  throw new TuneloopError('FORBIDDEN', message, { details: { scope: 'admin' } });
}
