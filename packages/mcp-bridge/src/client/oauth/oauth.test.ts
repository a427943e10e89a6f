import { expect, onTestFinished, test } from 'vitest';
import { startAuthorizedServer, type AuthorizedServer } from '../../../test/authorization-server.ts';
import { connectMcpServers, type McpConnections } from '../connect-mcp-servers.ts';
import { mcpServersSchema, type HttpServerConfig } from '../server-config.ts';
import { startCallbackServer } from './callback-server.ts';
import type { McpCredentialStore } from './credential-store.ts';
import { logInToMcpServer, type LogInOptions } from './log-in.ts';

async function start(): Promise<AuthorizedServer> {
  const server = await startAuthorizedServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function memoryStore(): McpCredentialStore & { text: () => string } {
  const kept = new Map<string, string>();
  return {
    read: async (owner) => JSON.parse(kept.get(JSON.stringify(owner)) ?? 'null') as unknown,
    write: async (owner, credentials) => void kept.set(JSON.stringify(owner), JSON.stringify(credentials)),
    text: () => JSON.stringify([...kept.values()]),
  };
}

async function connect(config: HttpServerConfig, credentials?: McpCredentialStore): Promise<McpConnections> {
  const connections = connectMcpServers({ tickets: config }, { credentials, retry: { firstMs: 20, longestMs: 100 } });
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  return connections;
}

/** Does what a browser does, and the person in front of it. */
const browse = (url: URL): void => void fetch(url);

const logIn = (
  config: HttpServerConfig,
  store: McpCredentialStore,
  more: Partial<LogInOptions> = {},
): Promise<boolean> =>
  logInToMcpServer({ name: 'tickets', config, store, onUrl: browse, signal: AbortSignal.timeout(5000), ...more });

const stateOf = (connections: McpConnections): unknown[] => {
  const { state, problem } = connections.find('tickets')!.status();
  return problem === undefined ? [state] : [state, problem];
};

test('a person logs in once; tokens are refreshed, and used from then on', async () => {
  const server = await start();
  const store = memoryStore();
  const config = { url: server.url, headers: { 'x-own-key': 'k' }, oauth: {} };
  const before = await connect(config, store);
  expect(stateOf(before)).toEqual(['failed', 'It needs a login: run "tuneloop mcp login tickets" on this machine.']);
  expect(server.grants).toEqual([]);

  const seen: string[] = [];
  const onUrl = (url: URL, redirect: string): void => {
    seen.push(url.searchParams.get('code_challenge_method') ?? '', redirect);
    browse(url);
  };
  expect(await logIn(config, store, { onUrl })).toBe(true);
  expect(seen).toEqual(['S256', expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)]);
  expect(server.registered).toEqual([seen[1]]);
  expect(server.grants).toEqual(['authorization_code']);

  // One that waited for it goes on by itself.
  await expect.poll(() => stateOf(before)).toEqual(['connected']);
  const tool = before.source.list()[0]!;
  const call = (): Promise<unknown> => tool.execute({}, { signal: AbortSignal.timeout(5000) });
  expect(await call()).toMatchObject({ status: expect.any(String) as string });

  server.expire();
  await call();
  expect(server.grants).toEqual(['authorization_code', 'refresh_token']);
  const later = await connect(config, store);
  expect(stateOf(later)).toEqual(['connected']);
  expect(server.leaked).toEqual([]);
});

test('a login that was revoked is asked for again', async () => {
  const server = await start();
  const store = memoryStore();
  const config = { url: server.url, oauth: {} };
  await logIn(config, store);
  expect(store.text()).toContain('access_token');
  server.revoke();
  expect(stateOf(await connect(config, store))).toEqual(['failed', expect.stringContaining('mcp login tickets')]);
  expect(store.text()).not.toContain('access_token');
});

test('tokens are for one URL', async () => {
  const server = await start();
  const store = memoryStore();
  await logIn({ url: server.url, oauth: {} }, store);
  const elsewhere = await connect({ url: `${server.url}/`, oauth: {} }, store);
  expect(stateOf(elsewhere)).toEqual(['failed', expect.stringContaining('mcp login')]);
});

test('this program gets tokens by its own credentials, from their issuer alone', async () => {
  const server = await start();
  const oauth = {
    grant: 'client_credentials',
    clientId: 'robot',
    clientSecret: 'robot-secret',
    issuer: server.issuer,
  } as const;
  const connections = await connect({ url: server.url, oauth });
  expect([stateOf(connections), server.grants]).toEqual([['connected'], ['client_credentials']]);
  const other = await connect({ url: server.url, oauth: { ...oauth, issuer: 'http://127.0.0.1:9' } });
  expect(stateOf(other)[0]).toBe('failed');
  expect(server.grants).toEqual(['client_credentials']);
});

test('a login can be given up, and is refused where it makes no sense', async () => {
  const server = await start();
  const store = memoryStore();
  const config = { url: server.url, oauth: {} };
  const controller = new AbortController();
  const waiting = logIn(config, store, { onUrl: () => controller.abort(), signal: controller.signal });
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  expect(store.text()).toBe('[]');
  await expect(logIn({ url: server.url }, store)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  const program = logInToMcpServer({
    name: 'x',
    config: { command: 'x' },
    store,
    onUrl: browse,
    signal: AbortSignal.timeout(1000),
  });
  await expect(program).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('only what brings the right state ends the wait', async () => {
  await using callback = await startCallbackServer();
  const answer = callback.wait('right', AbortSignal.timeout(5000));
  const statuses = [];
  for (const path of ['?state=wrong&code=1', '', '/other?state=right', '?state=right&code=2', '?state=right&code=3']) {
    statuses.push((await fetch(callback.url + path)).status);
  }
  expect(statuses).toEqual([400, 400, 404, 200, 400]);
  expect((await answer).get('code')).toBe('2');
});

test.each<[string, object]>([
  ['a secret without its client', { clientSecret: 's', issuer: 'https://a.example' }],
  ['a secret without its issuer', { clientId: 'c', clientSecret: 's' }],
  ['client credentials without a secret', { grant: 'client_credentials', clientId: 'c' }],
  ['an unknown setting', { token: 't' }],
])('the configuration refuses %s', (_, oauth) => {
  expect(mcpServersSchema.safeParse({ a: { url: 'https://a.example', oauth } }).success).toBe(false);
});

test('the configuration refuses a token beside a login', () => {
  const server = { url: 'https://a.example', oauth: {}, headers: { Authorization: 'Bearer x' } };
  expect(mcpServersSchema.safeParse({ a: server }).success).toBe(false);
});
