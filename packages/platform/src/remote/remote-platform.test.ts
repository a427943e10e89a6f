import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createModelProvider, createOpenAIRouter } from '@tuneloop/openai-server';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import express from 'express';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { startTraceReceiver } from '../../test/trace-receiver.ts';
import { loadConfig } from '../config/load-config.ts';
import { createLogger } from '../logging/logger.ts';
import { createPlatform, type Platform } from '../platform.ts';

interface Started extends AsyncDisposable {
  platform: Platform;
  url: string;
}

/** A whole server of the backend `remote`, silent and on a free port. */
async function startRemote(env: Record<string, string>, port = '0'): Promise<Started> {
  const folder = await temporaryFolder();
  const { config } = await loadConfig({
    cwd: folder.path,
    env: { TUNELOOP_DATA: folder.path, TUNELOOP_CACHE: folder.path, PORT: port, RUNTIME_BACKEND: 'remote', ...env },
  });
  const platform = await createPlatform(config, { logger: createLogger({ level: 'silent', format: 'json' }) });
  const { url } = await platform.listen();
  return {
    platform,
    url,
    async [Symbol.asyncDispose]() {
      await platform.close({ drainMs: 0 });
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** @param list what it says of its models, where that is not what its router says */
async function startUpstream(
  ids: string[],
  list?: object[],
): Promise<AsyncDisposable & { url: string; keys: (string | undefined)[] }> {
  const models = await Promise.all(ids.map((id) => createScriptedEngine({ replies: `I am ${id}.` }).load({ id })));
  for (const { adapters } of models) await adapters?.load({ id: 'pirate', path: import.meta.filename });
  const keys: (string | undefined)[] = [];
  const server = express()
    .use((request, response, next) => {
      keys.push(request.headers.authorization);
      if (list && request.url === '/v1/models') response.json({ object: 'list', data: list });
      else next();
    })
    .use(createOpenAIRouter({ models: createModelProvider(models) }))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    keys,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      for (const model of models) await model[Symbol.asyncDispose]();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Answer {
  status: number;
  body: { choices?: { message: { content: string } }[]; error?: { message: string; code: string } };
}

async function chat(url: string, model?: string, more: object = {}): Promise<Answer> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Who are you?' }], ...more }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

test('serves every model of its upstream by name, the first by default, and sends it the key', async () => {
  await using upstream = await startUpstream(['first', 'second:8b']);
  await using server = await startRemote({ OPENAI_API_BASE_URL: upstream.url, OPENAI_API_KEY: 'sk-upstream' });
  expect((await chat(server.url)).body.choices?.[0]?.message.content).toBe('I am first.');
  expect((await chat(server.url, 'second:8b')).body.choices?.[0]?.message.content).toBe('I am second:8b.');
  expect(await chat(server.url, 'third')).toMatchObject({ status: 404, body: { error: { code: 'model_not_found' } } });
  const list = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(list.data.map(({ id }) => id).toSorted((a, b) => a.localeCompare(b))).toEqual(['first', 'second:8b']);
  expect(new Set(upstream.keys)).toEqual(new Set(['Bearer sk-upstream']));
  const props = await (await fetch(`${server.url}/props`)).text();
  expect(JSON.parse(props)).toMatchObject({ model: 'first', engine: 'remote' });
  expect(props).not.toContain('sk-upstream');
});

test('is not ready while no upstream answers, and shows upstreams to keys of the scope "admin" alone', async () => {
  const upstream = await startUpstream(['first']);
  await using server = await startRemote({ OPENAI_API_BASE_URL: upstream.url });
  const [user, admin] = [
    await server.platform.keys.create({ name: 'user', scopes: ['chat'] }),
    await server.platform.keys.create({ name: 'admin', scopes: ['chat', 'admin'] }),
  ];
  const get = (path: string, key: string): Promise<Response> =>
    fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } });
  await server.platform.host.ready();
  const { host } = new URL(upstream.url);
  expect(await (await get('/props', user.key)).text()).not.toContain(host);
  expect(await (await get('/props', admin.key)).text()).toContain(host);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);

  await upstream[Symbol.asyncDispose]();
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${user.key}` };
  // The first request to fail is how it is found out.
  expect((await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers, body })).status).toBe(502);
  const health = await fetch(`${server.url}/health/ready`);
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({ status: 'degraded', message: 'No upstream answers at the moment.' });
});

test("an upstream's adapters are models here too, and can be mixed by name", async () => {
  const names = ['first:pirate', 'first'];
  await using upstream = await startUpstream(names, [
    { id: 'first:pirate', owned_by: 'tuneloop', parent: 'first' },
    { id: 'first', owned_by: 'tuneloop' },
  ]);
  await using server = await startRemote({ OPENAI_API_BASE_URL: upstream.url });
  expect((await chat(server.url)).body.choices?.[0]?.message.content).toBe('I am first.');
  expect((await chat(server.url, 'first:pirate')).body.choices?.[0]?.message.content).toBe('I am first:pirate.');
  const list = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(list.data.map(({ id }) => id)).toEqual(['first', 'first:pirate']);
  const mixed = await chat(server.url, 'first', { lora: [{ id: 'pirate', scale: 0.5 }] });
  expect(mixed.body.choices?.[0]?.message.content).toMatch(/ ×0.5\] I am first\.$/);
  const none = await chat(server.url, 'first', { lora: [{ id: 'nobody' }] });
  expect(none).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
});

test('two servers that have each other as upstreams find out that they go in a circle', async () => {
  const port = await freePort();
  await using first = await startRemote({ OPENAI_API_BASE_URL: `http://localhost:${port}`, MODEL_PATH: 'model' });
  await using second = await startRemote({ OPENAI_API_BASE_URL: first.url, MODEL_PATH: 'model' }, String(port));
  for (const url of [first.url, second.url]) {
    const { status, body } = await chat(url, 'model');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.choices).toBeUndefined();
  }
}, 30_000);

const load = async (env: Record<string, string>): Promise<unknown> => {
  await using folder = await temporaryFolder();
  // Awaited here: the folder must not go before.
  return await loadConfig({ cwd: folder.path, env: { TUNELOOP_DATA: folder.path, RUNTIME_BACKEND: 'remote', ...env } });
};

test.each<[env: Record<string, string>, message: RegExp]>([
  [{}, /needs an upstream/],
  [{ OPENAI_API_BASE_URL: 'http://localhost:8000/v1' }, /own address/],
  [{ OPENAI_API_BASE_URL: 'http://127.0.0.1:9000', PORT: '9000', HOST: 'localhost' }, /own address/],
  [{ OPENAI_API_BASE_URL: 'http://llm.lan', PORT: '80', HOST: 'llm.lan' }, /own address/],
  [{ OPENAI_API_BASE_URL: 'nowhere' }, /must be a URL/],
  [{ OPENAI_API_BASE_URL: 'http://me:pa55@host/v1' }, /must not hold a password/],
  [{ OPENAI_API_BASE_URL: 'http://host/v1', LLAMA_SERVER_PATH: '/bin/llama-server' }, /goes with no upstreams/],
])('%j is refused', async (env, message) => {
  const failure = await load(env).then(
    () => undefined,
    (error: Error & { details: unknown }) => error,
  );
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID' });
  const shown = `${failure?.message} ${JSON.stringify(failure?.details)}`;
  expect(shown).toMatch(message);
  expect(shown).not.toContain('pa55');
});

test('another backend does not mind where clients find their server', async () => {
  const env = { RUNTIME_BACKEND: 'llama.cpp', OPENAI_API_BASE_URL: 'http://localhost:8000/v1', OPENAI_API_KEY: 'x' };
  await expect(load(env)).resolves.toMatchObject({ config: { runtime: { backend: 'llama.cpp' } } });
});

test('a trace goes on through upstreams, however many', async () => {
  await using receiver = await startTraceReceiver();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  await using upstream = await startUpstream(['tiny']);
  await using second = await startRemote({ ...env, OPENAI_API_BASE_URL: upstream.url });
  await using first = await startRemote({ ...env, OPENAI_API_BASE_URL: `${second.url}/v1` });
  const response = await fetch(`${first.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', tracestate: 'unasked=1' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] }),
  });
  expect(response.status).toBe(200);
  await response.json();
  await first.platform.close();
  await second.platform.close();
  const requests = receiver.spans.filter(({ name }) => name === 'POST /v1/chat/completions');
  const outer = requests.find(({ parentSpanId }) => !parentSpanId)!;
  const inner = requests.find(({ parentSpanId }) => parentSpanId === outer.spanId)!;
  expect(requests).toHaveLength(2);
  expect(inner.traceId).toBe(outer.traceId);
  expect(receiver.spans.find(({ name }) => name === 'chat tiny')).toMatchObject({ traceId: outer.traceId, kind: 3 });
});
