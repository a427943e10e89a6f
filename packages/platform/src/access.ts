import {
  createStaticKeyAuthenticator,
  firstAuthenticator,
  isLoopbackHost,
  type ApiKeyStore,
  type Authenticator,
} from '@tuneloop/openai-server';
import { configError } from './config/issues.ts';
import type { Config } from './config/schema.ts';

export interface Access {
  authenticate: Authenticator;
  /** Whether everybody may do everything: on the loopback interface, as long as there is no key at all. */
  isOpen: () => Promise<boolean>;
  /** The keys of the file, whose changes hold for the next request already. */
  keys: ApiKeyStore;
  /** Whether `API_KEY` is set. */
  hasConfiguredKey: boolean;
  /** Whether only this machine reaches the server, so that it needs no key. */
  isLocal: boolean;
  /** When a key was last accepted, ISO 8601; `undefined`: not since the server began. */
  lastUsedAt: (id: string) => string | undefined;
}

/**
 * Who may use the server: holders of `API_KEY` or of a key in the key file.
 *
 * Errors: `CONFIG_INVALID` when others than this machine could reach the server and there is no key.
 */
export async function createAccess(config: Config, keys: ApiKeyStore): Promise<Access> {
  const { apiKey, host } = config.server;
  const byFile: Authenticator = (token) => keys.verify(token);
  const known =
    apiKey === undefined ? byFile : firstAuthenticator(createStaticKeyAuthenticator(apiKey.reveal()), byFile);
  const lastUses = new Map<string, number>();
  const authenticate: Authenticator = async (token) => {
    const client = await known(token);
    if (client) lastUses.set(client.id, Date.now());
    return client;
  };
  const isPublic = !isLoopbackHost(host);

  if (isPublic && apiKey === undefined && (await keys.list()).length === 0) {
    const message =
      `listening on ${host} lets other machines in, and there is no API key yet; make one with "tuneloop keys create" ` +
      'or set API_KEY, or listen on 127.0.0.1';
    throw configError([{ path: 'server.host', message, source: 'server.host' }]);
  }
  const mayBeOpen = !isPublic && apiKey === undefined;
  const hasNoKeys = remember(async () => (await keys.list()).length === 0, 250);
  return {
    authenticate,
    isOpen: async () => mayBeOpen && (await hasNoKeys.ask()),
    keys: {
      ...keys,
      create: (options) => keys.create(options).finally(hasNoKeys.forget),
      revoke: (idOrName) => keys.revoke(idOrName).finally(hasNoKeys.forget),
    },
    hasConfiguredKey: apiKey !== undefined,
    isLocal: !isPublic,
    lastUsedAt: (id) => {
      const time = lastUses.get(id);
      return time === undefined ? undefined : new Date(time).toISOString();
    },
  };
}

/** Asks again only after `milliseconds`: reading the key file for each request would be a waste. */
function remember<T>(ask: () => Promise<T>, milliseconds: number): { ask: () => Promise<T>; forget: () => void } {
  let answer: Promise<T> | undefined;
  let validUntil = 0;
  return {
    ask: () => {
      const now = performance.now();
      if (answer === undefined || now >= validUntil) {
        answer = ask();
        validUntil = now + milliseconds;
      }
      return answer;
    },
    forget: () => {
      answer = undefined;
    },
  };
}
