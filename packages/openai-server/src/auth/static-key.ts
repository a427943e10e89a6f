import { TuneloopError } from '@tuneloop/protocol';
import { scopes as allScopes, type AuthenticatedClient, type Authenticator, type Scope } from './authenticator.ts';
import { equalHashes, hashKey } from './key-hash.ts';

/** Accepts one key that the configuration names (`API_KEY`), compared in constant time. */
export function createStaticKeyAuthenticator(
  key: string,
  options: { id?: string | undefined; scopes?: readonly Scope[] | undefined } = {},
): Authenticator {
  if (key === '') throw new TuneloopError('CONFIG_INVALID', 'The API key must not be empty.');
  const hash = hashKey(key);
  const client: AuthenticatedClient = { id: options.id ?? 'api-key', scopes: options.scopes ?? allScopes };
  return (token) => (equalHashes(hashKey(token), hash) ? client : undefined);
}

/** Asks each in turn and takes the first client that is found. */
export function firstAuthenticator(...authenticators: readonly Authenticator[]): Authenticator {
  return async (token) => {
    for (const authenticate of authenticators) {
      const client = await authenticate(token);
      if (client) return client;
    }
    return undefined;
  };
}
