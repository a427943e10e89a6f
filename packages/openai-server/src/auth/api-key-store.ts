import type { AuthenticatedClient, Scope } from './authenticator.ts';

/** A stored API key, without the key. */
export interface ApiKeyRecord extends AuthenticatedClient {
  name: string;
  /** ISO 8601, UTC. */
  createdAt: string;
}

/**
 * The API keys of a server. All of it is asynchronous; every method may throw `STORE_FAILED` when the stored keys
 * cannot be read or are corrupt, and no request is let in then.
 */
export interface ApiKeyStore {
  /** Makes a key; `key` is shown here once and cannot be read again. `INVALID_REQUEST` when the name is taken. */
  create(options: { name: string; scopes: readonly Scope[] }): Promise<{ key: string; record: ApiKeyRecord }>;
  list(): Promise<ApiKeyRecord[]>;
  /** By id or by name. `NOT_FOUND` when there is none. */
  revoke(idOrName: string): Promise<ApiKeyRecord>;
  /** `undefined` for a key that is unknown or revoked. Takes changes by other processes into account within 250 ms. */
  verify(token: string): Promise<ApiKeyRecord | undefined>;
}
