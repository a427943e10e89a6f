import { join } from 'node:path';
import { createApiKeyFile, type ApiKeyStore, type KeyLimits, type Scope } from '@tuneloop/openai-server';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { measureOwnTime } from '../../test/own-time.ts';
import { createTestPlatform, eventually, type TestPlatformOptions } from '../../test/test-platform.ts';

interface Rig {
  url: string;
  /** The keys as another process sees them. */
  elsewhere: ApiKeyStore;
  makeKey(name: string, limits?: KeyLimits, scopes?: Scope[]): Promise<string>;
}

async function start(options: TestPlatformOptions = {}): Promise<Rig> {
  const server = await createTestPlatform(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { url } = await server.platform.listen();
  return {
    url,
    elsewhere: createApiKeyFile(join(server.folder, 'keys.json')),
    makeKey: async (name, limits, scopes = ['chat']) =>
      (await server.platform.keys.create({ name, scopes, limits })).key,
  };
}

const post = (url: string, key: string, body?: object): Promise<Response> =>
  fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

const messages = [{ role: 'user', content: 'Hi' }];
const run = { assistant_id: 'agent', input: { messages: [{ type: 'human', content: 'Hi' }] } };
const openai = { error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } };
const said = expect.stringContaining('at its limit of requests per minute (1)') as string;

/** Routes that make an engine work, and how they say that a key is over its limit. */
const routes: readonly [path: string, body: object, refusal: object][] = [
  ['/v1/chat/completions', { messages }, openai],
  ['/v1/completions', { prompt: 'a' }, openai],
  ['/v1/embeddings', { input: 'a' }, openai],
  ['/v1/responses', { input: 'a' }, openai],
  ['/v1/rerank', { query: 'a', documents: ['b'] }, openai],
  ['/v1/comparisons', { messages, n: 2 }, openai],
  ['/completion', { prompt: 'a' }, openai],
  ['/infill', { input_prefix: 'a', input_suffix: 'b' }, openai],
  ['/v1/messages', { messages, max_tokens: 9 }, { type: 'error', error: { type: 'rate_limit_error', message: said } }],
  ['/api/chat', { messages }, { error: said }],
  ['/api/generate', { prompt: 'a' }, { error: said }],
  ['/api/embed', { input: 'a' }, { error: said }],
  ['/api/embeddings', { prompt: 'a' }, { error: said }],
  ['/chat', { messages }, openai],
  ['/runs', run, { detail: said, ...openai }],
  ['/runs/wait', run, { detail: said, ...openai }],
  ['/runs/stream', run, { detail: said, ...openai }],
];

test('every API counts the requests that make an engine work, and says so in its own way', async () => {
  const { url, makeKey } = await start();
  await Promise.all(
    routes.map(async ([path, body, refusal]) => {
      const key = await makeKey(path, { requestsPerMinute: 1 });
      const first = await post(url + path, key, body);
      await first.text();
      // Whether the scripted model can do it or not: it was asked.
      expect([path, first.status]).not.toEqual([path, 429]);
      const prefix = path === '/v1/messages' ? 'anthropic-ratelimit-requests-' : 'x-ratelimit-';
      const remaining = path === '/v1/messages' ? 'remaining' : 'remaining-requests';
      expect([path, first.headers.get(prefix + remaining)]).toEqual([path, '0']);
      const second = await post(url + path, key, body);
      expect([path, second.status, await second.json()]).toMatchObject([path, 429, refusal]);
      expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(1);
      // What needs no engine goes on.
      expect((await post(`${url}/v1/models`, key)).status).toBe(200);
      expect((await post(`${url}/tokenize`, key, { content: 'a' })).status).toBe(200);
    }),
  );
  const metrics = await post(`${url}/metrics`, await makeKey('prometheus', {}, ['metrics']));
  expect(await metrics.text()).toContain(`tuneloop_rate_limited_total{limit="requests"} ${routes.length}`);
});

test('so do a WebSocket and MCP', async () => {
  const { url, makeKey } = await start();
  const key = await makeKey('both', { requestsPerMinute: 1 }, ['chat', 'admin']);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`, { headers: { authorization: `Bearer ${key}` } });
  onTestFinished(() => socket.terminate());
  let text = '';
  socket.on('message', (data: Buffer) => (text += data.toString()));
  await eventually(() => text.includes('ready'));
  socket.send(JSON.stringify({ type: 'generate', id: 'a', request: { messages } }));
  await eventually(() => text.includes('"type":"done"'));
  socket.send(JSON.stringify({ type: 'generate', id: 'b', request: { messages } }));
  await eventually(() => text.includes('rate_limit_exceeded'));
  expect(text).toContain('"type":"error","id":"b"');
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
  };
  const params = { name: 'generate', arguments: { prompt: 'Hi' }, _meta: {} };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  const opened = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: { ...headers, 'mcp-protocol-version': '2025-06-18' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    }),
  });
  await opened.text();
  const session = { 'mcp-session-id': opened.headers.get('mcp-session-id')!, 'mcp-protocol-version': '2025-06-18' };
  const answer = await fetch(`${url}/mcp`, { method: 'POST', headers: { ...headers, ...session }, body });
  expect(await answer.text()).toContain('at its limit of requests per minute (1)');
});

test('a limit that another process changes is in force within a second', async () => {
  const { url, elsewhere, makeKey } = await start();
  const key = await makeKey('guest', { requestsPerMinute: 1 });
  const ask = async (): Promise<number> => (await post(`${url}/v1/chat/completions`, key, { messages })).status;
  expect([await ask(), await ask()]).toEqual([200, 429]);
  using changed = measureOwnTime();
  await elsewhere.update('guest', { limits: { requestsPerMinute: 'unlimited' } });
  await eventually(async () => (await ask()) === 200);
  expect(changed.milliseconds()).toBeLessThan(1000);
});

test('tokens of prompt and answer count, whichever API reads and writes them', async () => {
  const { url, makeKey } = await start({ engine: createScriptedEngine({ replies: 'one two three four five' }) });
  const key = await makeKey('guest', { tokensPerMinute: 40 });
  const first = await post(`${url}/v1/chat/completions`, key, { messages });
  expect(first.headers.get('x-ratelimit-remaining-tokens')).toBe('40');
  const { usage } = (await first.json()) as { usage: { total_tokens: number } };
  const second = await post(`${url}/api/embed`, key, { input: 'a b c' });
  expect(second.headers.get('x-ratelimit-remaining-tokens')).toBe(String(40 - usage.total_tokens));
  const { prompt_eval_count: embedded } = (await second.json()) as { prompt_eval_count: number };
  const third = await post(`${url}/v1/messages`, key, { messages, max_tokens: 99 });
  expect(third.headers.get('anthropic-ratelimit-tokens-remaining')).toBe(String(40 - usage.total_tokens - embedded));
  await third.text();
  for (let answer = third; answer.status !== 429;) {
    answer = await post(`${url}/chat`, key, { messages });
    const body = await answer.text();
    if (answer.status === 429) expect(body).toContain('at its limit of tokens per minute (40)');
  }
});

test('a run goes on without its reader, and holds its place until it has ended', async () => {
  const firstRun = Promise.withResolvers<string>();
  const endless = { steps: [{ text: 'Once' }, { delayMs: 60_000 }] };
  const replies = [() => firstRun.promise, 'One more.', endless, 'The last.'];
  const { url, makeKey } = await start({ engine: createScriptedEngine({ replies }) });
  const key = await makeKey('guest', { concurrency: 1 });
  expect((await post(`${url}/runs`, key, run)).status).toBe(200);
  const refused = await post(`${url}/v1/chat/completions`, key, { messages });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await refused.text()).toContain('at its limit of requests at the same time (1)');
  firstRun.resolve('Once more.');
  await eventually(async () => (await post(`${url}/v1/chat/completions`, key, { messages })).status === 200);
  const stream = await post(`${url}/v1/chat/completions`, key, { messages, stream: true });
  expect((await post(`${url}/api/chat`, key, { messages })).status).toBe(429);
  await stream.body!.cancel();
  await eventually(async () => (await post(`${url}/v1/chat/completions`, key, { messages })).status === 200);
});

test('settings limit keys that have no limits of their own; API_KEY has none', async () => {
  const { url, makeKey } = await start({
    env: { API_KEY: 'root' },
    configuration: { access: { requestsPerMinute: 1 } },
  });
  const ask = async (key: string): Promise<number> => (await post(`${url}/v1/embeddings`, key, { input: 'a' })).status;
  const [plain, own, free] = [
    await makeKey('plain'),
    await makeKey('own', { requestsPerMinute: 2 }),
    await makeKey('free', { requestsPerMinute: 'unlimited' }),
  ];
  const statuses = async (key: string): Promise<number[]> => [await ask(key), await ask(key), await ask(key)];
  expect(await statuses(plain)).toEqual([200, 429, 429]);
  expect(await statuses(own)).toEqual([200, 200, 429]);
  expect(await statuses(free)).toEqual([200, 200, 200]);
  expect(await statuses('root')).toEqual([200, 200, 200]);
});
