import {
  createStaticKeyAuthenticator,
  firstAuthenticator,
  isLoopbackHost,
  type ApiKeyStore,
  type AuthenticatedClient,
  type Authenticator,
} from '@tuneloop/openai-server';
import { KnownTokens } from './access/known-tokens.ts';
import { configError } from './config/issues.ts';
import type { Config } from './config/schema.ts';
import type { Secret } from './config/secret.ts';
import type { LiveSettings } from './reload/live-settings.ts';
import { remember } from './remember.ts';

export interface Access {
  authenticate: Authenticator;
  /** Whether everybody may do everything: on the loopback interface, as long as there is no key at all. */
  isOpen: () => Promise<boolean>;
  /** The keys of the file, whose changes hold for the next request already. */
  keys: ApiKeyStore;
  /** Whether `API_KEY` is set. */
  readonly hasConfiguredKey: boolean;
  /** Whether only this machine reaches the server, so that it needs no key. */
  isLocal: boolean;
  /** Who a key belongs to that was accepted since the server began, as it was the last time. */
  clientOf: (id: string) => AuthenticatedClient | undefined;
  /** When a key was last accepted, ISO 8601; `undefined`: not since the server began. */
  lastUsedAt: (id: string) => string | undefined;
  /** Whose key this was when it last came, without asking anybody; `undefined`: it was not accepted. */
  knownId: (token: string) => string | undefined;
}

/**
 * Who may use the server: holders of `API_KEY` or of a key in the key file.
 *
 * Errors: `CONFIG_INVALID` when others than this machine could reach the server and there is no key.
 */
export async function createAccess(
  { config, onReload }: Pick<LiveSettings, 'config' | 'onReload'>,
  keys: ApiKeyStore,
): Promise<Access> {
  const byFile: Authenticator = async (token) => {
    const client = await keys.verify(token);
    return client && { ...client, limits: { ...config.access, ...client.limits } };
  };
  const hasConfiguredKey = (): boolean => config.server.apiKey !== undefined;
  // What a proxy hands on comes from elsewhere, whatever the address that it reaches the server by.
  const isPublic = !isLoopbackHost(config.server.host) || config.server.trustProxy.length > 0;
  const byConfiguredKey = configuredKeyAuthenticator(config);
  const known = firstAuthenticator(byConfiguredKey, byFile);
  const lastUses = new Map<string, { time: number; client: AuthenticatedClient }>();
  const tokens = new KnownTokens();
  const authenticate: Authenticator = async (token) => {
    const client = await known(token);
    tokens.note(token, client?.id);
    if (client) lastUses.set(client.id, { time: Date.now(), client });
    return client;
  };

  const requireKey = async ({ host, apiKey, trustProxy }: Config['server']): Promise<void> => {
    if (!isPublic || apiKey !== undefined || (await keys.list()).length > 0) return;
    const path = trustProxy.length > 0 ? 'server.trustProxy' : 'server.host';
    const what = trustProxy.length > 0 ? 'a proxy in front' : `listening on ${host}`;
    const message =
      `${what} lets other machines in, and there is no API key yet; make one with "tuneloop keys create" ` +
      'or set API_KEY, or listen on 127.0.0.1 without a proxy';
    throw configError([{ path, message, source: path }]);
  };
  await requireKey(config.server);
  onReload(['server.apiKey'], async ({ server }) => {
    await requireKey(server);
    return undefined;
  });
  // Reading the key file for each request would be a waste.
  const hasNoKeys = remember(async () => (await keys.list()).length === 0, 250);
  return {
    authenticate,
    isOpen: async () => !isPublic && !hasConfiguredKey() && (await hasNoKeys()),
    keys: {
      ...keys,
      create: (options) => keys.create(options).finally(hasNoKeys.forget),
      revoke: (idOrName) => keys.revoke(idOrName).finally(hasNoKeys.forget),
    },
    get hasConfiguredKey() {
      return hasConfiguredKey();
    },
    isLocal: !isPublic,
    clientOf: (id) => lastUses.get(id)?.client,
    lastUsedAt: (id) => {
      const time = lastUses.get(id)?.time;
      return time === undefined ? undefined : new Date(time).toISOString();
    },
    knownId: (token) => tokens.idOf(token),
  };
}

/** The key that is configured at the moment. */
function configuredKeyAuthenticator(config: Config): Authenticator {
  let current: { key: Secret; authenticate: Authenticator } | undefined;
  return (token) => {
    const { apiKey } = config.server;
    if (apiKey === undefined) return undefined;
    if (current?.key !== apiKey) {
      current = { key: apiKey, authenticate: createStaticKeyAuthenticator(apiKey.reveal()) };
    }
    return current.authenticate(token);
  };
}
