import type { AuthenticatedClient, Scope } from './authenticator.ts';
import type { KeyLimit, KeyLimits } from './key-limits.ts';

/** A stored API key, without the key. */
export interface ApiKeyRecord extends AuthenticatedClient {
  name: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** From when on it is refused; ISO 8601, UTC. Left out: never. */
  expiresAt?: string | undefined;
}

export interface NewApiKey {
  name: string;
  scopes: readonly Scope[];
  /** ISO 8601, UTC; in the future. */
  expiresAt?: string | undefined;
  limits?: KeyLimits | undefined;
}

/** What is left out stays as it is. */
export interface ApiKeyChange {
  name?: string | undefined;
  scopes?: readonly Scope[] | undefined;
  /** `null`: never. */
  expiresAt?: string | null | undefined;
  /** `null`: the server's default. */
  limits?: { [Name in keyof KeyLimits]?: KeyLimit | null | undefined } | undefined;
}

/**
 * The API keys of a server. All of it is asynchronous; every method may throw `STORE_FAILED` when the stored keys
 * cannot be read or are corrupt, and no request is let in then.
 */
export interface ApiKeyStore {
  /** Makes a key; `key` is shown here once and cannot be read again. `INVALID_REQUEST` when the name is taken. */
  create(options: NewApiKey): Promise<{ key: string; record: ApiKeyRecord }>;
  list(): Promise<ApiKeyRecord[]>;
  /** By id or by name. `NOT_FOUND` when there is none, `INVALID_REQUEST` when the new name is taken. */
  update(idOrName: string, change: ApiKeyChange): Promise<ApiKeyRecord>;
  /** By id or by name. `NOT_FOUND` when there is none. */
  revoke(idOrName: string): Promise<ApiKeyRecord>;
  /**
   * `undefined` for a key that is unknown or revoked; `UNAUTHORIZED` for one that expired. Takes changes by other processes
   * into account within 250 ms.
   */
  verify(token: string): Promise<ApiKeyRecord | undefined>;
}
