import { TuneloopError } from '@tuneloop/protocol';
import type { AuthenticatedClient, Authenticator, Scope } from './authenticator.ts';

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
