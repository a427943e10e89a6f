import type { ApiKeyStore } from '../../auth/api-key-store.ts';

/** The API keys of a server, and what becomes of it without them. */
export interface KeyControl {
  store: ApiKeyStore;
  /** Whether a key of the configuration is always valid: nobody can lock themselves out then. */
  hasConfiguredKey: boolean;
  /** Whether a server without any key lets everybody in; otherwise it lets nobody in. */
  isOpenWithoutKeys: boolean;
  /** When a key was last sent, ISO 8601; `undefined`: not since the server began. */
  lastUsedAt(id: string): string | undefined;
}
