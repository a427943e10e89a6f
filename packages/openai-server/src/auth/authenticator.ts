import type { KeyLimits } from './key-limits.ts';

/**
 * What an API key may do. `chat`: generate, embed, list models; `metrics`: read `/metrics`; `data`: everything
 * that was recorded; `train`: files and trainings; `admin`: the server itself.
 */
export type Scope = 'chat' | 'admin' | 'train' | 'data' | 'metrics';

export const scopes: readonly Scope[] = ['chat', 'admin', 'train', 'data', 'metrics'];

/** Who sent a request. */
export interface AuthenticatedClient {
  /** Stable; the owner in the fair queue and in the log. Never the key itself. */
  id: string;
  scopes: readonly Scope[];
  /** Left out: none. */
  limits?: KeyLimits | undefined;
}

/**
 * Finds the client that a token belongs to; `undefined` when it is unknown or revoked. Throwing refuses the request
 * as well (with the error's own status). It is asked again while a request is open.
 */
export type Authenticator = (
  token: string,
) => AuthenticatedClient | undefined | Promise<AuthenticatedClient | undefined>;
