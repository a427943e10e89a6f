import { join } from 'node:path';
import { createApiKeyFile, scopes, type ApiKeyStore } from '@tuneloop/openai-server';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { measureOwnTime } from '../../test/own-time.ts';
import { createTestPlatform, eventually, scriptedModel, type TestPlatform } from '../../test/test-platform.ts';

/** What it says at first, and then nothing for a long time. */
const silent = { steps: [{ text: 'Once upon' }, { delayMs: 120_000 }, { text: ' a time.' }] };

interface Rig extends Pick<TestPlatform, 'platform'> {
  url: string;
  /** The keys as another process sees them. */
  elsewhere: ApiKeyStore;
  key: string;
  /** Requests that have a slot. */
  active(): Promise<number>;
}

async function start(expiresAt?: string): Promise<Rig> {
  const server = await createTestPlatform({
    engine: createScriptedEngine({ replies: silent, slots: 64 }),
    resolve: async (reference, options) => {
      if (reference === 'scripted' || reference === undefined || !reference.includes('slow')) return scriptedModel;
      await new Promise((_, reject) => options?.signal?.addEventListener('abort', reject, { once: true }));
      throw new Error('unreachable');
    },
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { key } = await server.platform.keys.create({ name: 'guest', scopes, expiresAt });
  const { url } = await server.platform.listen();
  const active = async (): Promise<number> => {
    const [first] = server.platform.service.pool.list();
    return first?.state.status === 'ready' ? (await first.state.model.status()).activeRequests : 0;
  };
  return { platform: server.platform, url, key, elsewhere: createApiKeyFile(join(server.folder, 'keys.json')), active };
}

const messages = [{ role: 'user', content: 'Tell me a tale.' }];
const input = { messages: [{ type: 'human', content: 'Tell me a tale.' }] };

/** Requests that are open until somebody ends them, with what their API says when the key is refused in the middle. */
const streams: readonly [path: string, body: object | undefined, said: RegExp][] = [
  ['/v1/chat/completions', { messages, stream: true }, /"code":"invalid_api_key"/],
  ['/v1/completions', { prompt: 'a', stream: true }, /"code":"invalid_api_key"/],
  ['/v1/responses', { input: 'a', stream: true }, /"type":"error".*revoked.*response\.failed/s],
  ['/v1/messages', { messages, max_tokens: 9, stream: true }, /event: error\ndata: .*authentication_error/],
  ['/completion', { prompt: 'a', stream: true }, /invalid_api_key/],
  ['/api/chat', { messages }, /\{"error":"This API key is unknown or revoked[^\n]*"\}\n$/],
  ['/api/generate', { prompt: 'a' }, /\{"error":"This API key is unknown or revoked[^\n]*"\}\n$/],
  ['/chat', { messages, stream: true, conversation_id: 'tale' }, /event: error\ndata: .*invalid_api_key/],
  ['/runs/stream', { assistant_id: 'agent', input }, /event: error\ndata: \{"error":"UNAUTHORIZED"/],
  ['/v1/comparisons', { messages, n: 2, stream: true }, /event: error\ndata: .*invalid_api_key/],
  ['/v1/logs/events?after=0', undefined, /event: error\ndata: .*invalid_api_key/],
];

/** The same without a word in the meantime. */
const silences: readonly [path: string, body: object, said: RegExp][] = [
  ['/v1/chat/completions', { messages }, /^401 .*"code":"invalid_api_key"/s],
  ['/v1/messages', { messages, max_tokens: 9 }, /^401 .*"type":"authentication_error"/],
  ['/v1/responses', { input: 'a' }, /^401 .*"code":"invalid_api_key"/s],
  ['/api/chat', { messages, stream: false }, /^401 \{"error":"This API key is unknown or revoked/],
  ['/chat', { messages, conversation_id: 'other' }, /^401 .*"code":"invalid_api_key"/s],
  ['/runs/wait', { assistant_id: 'agent', input }, /^401 .*"detail":"This API key is unknown or revoked/],
  ['/api/pull', { model: 'slow', stream: false }, /^401 \{"error":"This API key is unknown or revoked/],
];

const post = ({ url, key }: Rig, path: string, body: object | undefined): Promise<Response> =>
  fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Everything that the messages of a WebSocket say, and with what it was closed. */
function socketOf(rig: Rig): { socket: WebSocket; end: Promise<string>; said: () => string } {
  const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/v1/ws`, {
    headers: { authorization: `Bearer ${rig.key}` },
  });
  let text = '';
  socket.on('message', (data: Buffer) => (text += `${data.toString()}\n`));
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.on('close', (code, reason) => resolve(`${text}closed ${code} ${reason.toString()}`));
  return { socket, end: promise, said: () => text };
}

async function openMcp(rig: Rig): Promise<Response> {
  const headers = {
    authorization: `Bearer ${rig.key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  const opened = await fetch(`${rig.url}/mcp`, { method: 'POST', headers, body });
  await opened.text();
  return fetch(`${rig.url}/mcp`, { headers: { ...headers, 'mcp-session-id': opened.headers.get('mcp-session-id')! } });
}

test(
  'a revoked key ends everything that goes on by it within a second, with the error of each API',
  { timeout: 30_000 },
  async () => {
    const rig = await start();
    const background = await post(rig, '/threads', {});
    const { thread_id: thread } = (await background.json()) as { thread_id: string };
    expect((await post(rig, `/threads/${thread}/runs`, { assistant_id: 'agent', input })).status).toBe(200);
    const opened = await Promise.all(streams.map(async ([path, body]) => post(rig, path, body)));
    for (const [index, answer] of opened.entries())
      expect([streams[index]![0], answer.status]).toEqual([streams[index]![0], 200]);
    const ends = opened.map((answer) => answer.text());
    const quiet = silences.map(async ([path, body]) => {
      const answer = await post(rig, path, body);
      return `${answer.status} ${await answer.text()}`;
    });
    const { socket, end: closed, said } = socketOf(rig);
    await eventually(() => said().includes('ready'));
    socket.send(JSON.stringify({ type: 'generate', id: 'tale', request: { messages } }));
    socket.send(JSON.stringify({ type: 'subscribe', topic: 'models' }));
    const mcp = (await openMcp(rig)).text();
    await eventually(() => said().includes('Once') && said().includes('subscribed'));
    // All but the log, the download and the connections hold a slot; the comparison two.
    await eventually(async () => (await rig.active()) >= streams.length + silences.length);

    using revoked = measureOwnTime();
    await rig.elsewhere.revoke('guest');
    const ended = await Promise.all([...ends, ...quiet]);
    for (const [index, [path, , expected]] of [...streams, ...silences].entries()) {
      expect([path, ended[index]]).toEqual([path, expect.stringMatching(expected)]);
    }
    const text = await closed;
    expect(text).toMatch(/"type":"error","id":"tale".*invalid_api_key/);
    expect(text).toMatch(/"type":"error","topic":"models".*invalid_api_key/);
    expect(text).toMatch(/closed 1008 This API key is no longer valid\.$/);
    await mcp;
    expect(revoked.milliseconds()).toBeLessThan(1000);
    await eventually(async () => (await rig.active()) === 0);
    expect(revoked.milliseconds()).toBeLessThan(1200);
  },
);

test.each<[string, (rig: Rig) => Promise<unknown>, RegExp]>([
  ['loses a scope', ({ elsewhere }) => elsewhere.update('guest', { scopes: ['chat'] }), /The scope .* was taken/],
  ['expires', async () => undefined, /This API key expired on/],
])('so does one that %s', async (_, change, said) => {
  const rig = await start(new Date(Date.now() + 2000).toISOString());
  const answer = await post(rig, '/v1/chat/completions', { messages, stream: true });
  using changed = measureOwnTime();
  await change(rig);
  expect(await answer.text()).toMatch(said);
  expect(changed.milliseconds()).toBeLessThan(3000);
  await eventually(async () => (await rig.active()) === 0);
});

test('what other keys have open goes on', async () => {
  const rig = await start();
  const other = await rig.elsewhere.create({ name: 'other', scopes: ['chat'] });
  await eventually(async () => (await post({ ...rig, key: other.key }, '/v1/models', undefined)).status === 200);
  const answer = await post({ ...rig, key: other.key }, '/v1/chat/completions', { messages, stream: true });
  const reader = answer.body!.getReader();
  await reader.read();
  await rig.elsewhere.revoke('guest');
  await eventually(async () => (await post(rig, '/v1/models', undefined)).status === 401);
  // And what is revoked is looked for among what goes on.
  await new Promise((done) => setTimeout(done, 300));
  expect(await rig.active()).toBe(1);
  await reader.cancel();
});
