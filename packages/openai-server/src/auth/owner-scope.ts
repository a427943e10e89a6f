import type { Request } from 'express';
import type { Scope } from './authenticator.ts';
import { clientOf } from './require-scope.ts';

/** Whose things a request may see: everybody's, or those of one API key. */
export type OwnerScope = 'all' | { owner: string };

/** On an open server, and with one of `scopes`, everybody's; else those of its own key. */
export function ownerScopeOf(request: Request, ...scopes: readonly Scope[]): OwnerScope {
  const client = clientOf(request);
  const seesAll = client === undefined || scopes.some((scope) => client.scopes.includes(scope));
  return seesAll ? 'all' : { owner: client.id };
}
