/** What an API key may do. `chat`: generate, embed, list models; the others belong to routes of other packages. */
export type Scope = 'chat' | 'admin' | 'train' | 'data';

export const scopes: readonly Scope[] = ['chat', 'admin', 'train', 'data'];

/** Who sent a request. */
export interface AuthenticatedClient {
  /** Stable; the owner in the fair queue and in the log. Never the key itself. */
  id: string;
  scopes: readonly Scope[];
}

/**
 * Finds the client that a token belongs to; `undefined` when it is unknown or revoked. Throwing refuses the request
 * as well (with the error's own status).
 */
export type Authenticator = (
  token: string,
) => AuthenticatedClient | undefined | Promise<AuthenticatedClient | undefined>;
