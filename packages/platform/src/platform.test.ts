import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { TuneloopError } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { describe, expect, test } from 'vitest';
import { chatRequest, createTestPlatform, eventually, scriptedModel } from '../test/test-platform.ts';
import type { ConfigIssue } from './config/issues.ts';

const failure = async (promise: Promise<unknown>): Promise<TuneloopError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(TuneloopError.isInstance(error)).toBe(true);
  return error as TuneloopError;
};

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

describe('a model that takes its time', () => {
  const { promise, resolve } = Promise.withResolvers<typeof scriptedModel>();

  test('live at once, ready later; requests wait up to a limit, then get 503 with the progress', async () => {
    await using server = await createTestPlatform({
      flags: { loadWaitMs: 100 },
      resolve: (_reference, options) => {
        options?.onProgress?.({ phase: 'download', completed: 40e6, total: 98e6 });
        return promise;
      },
    });
    const { url } = await server.platform.listen();

    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await json(ready)).toMatchObject({ status: 'starting' });
    expect(await json(await fetch(`${url}/health`))).toMatchObject({
      status: 'starting',
      message: 'The model is being downloaded (40.0 MB of 98.0 MB).',
      uptime: expect.any(Number),
    });
    expect(server.platform.state).toBe('starting');

    const busy = await fetch(`${url}/v1/chat/completions`, chatRequest());
    expect(busy.status).toBe(503);
    expect(Number(busy.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await json(busy)).toMatchObject({ error: { message: expect.stringContaining('40.0 MB of 98.0 MB') } });

    const waiting = fetch(`${url}/v1/chat/completions`, chatRequest());
    resolve(scriptedModel);
    expect((await waiting).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await json(await fetch(`${url}/health`))).toMatchObject({ status: 'ok', model: 'scripted' });
    expect(server.platform.state).toBe('ready');
  });
});

describe('a model that cannot be loaded', () => {
  test('leaves a server that says why, without the folders', async () => {
    await using server = await createTestPlatform({
      resolve: () => Promise.reject(new TuneloopError('MODEL_NOT_FOUND', 'There is no file /home/me/models/a.gguf.')),
    });
    const { url } = await server.platform.listen();
    await eventually(() => server.platform.state === 'degraded');

    const message = expect.stringContaining('There is no file a.gguf.');
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(200);
    expect(await json(health)).toMatchObject({ status: 'degraded', message });
    const chat = await fetch(`${url}/v1/chat/completions`, chatRequest());
    expect(chat.status).toBe(503);
    expect(await json(chat)).toMatchObject({ error: { message } });
    expect(server.logged()).toContain('/home/me/models/a.gguf');
  });

  test('an engine that fails to load it counts too', async () => {
    const load = (): Promise<never> => Promise.reject(new TuneloopError('MODEL_LOAD_FAILED', 'It is truncated.'));
    await using server = await createTestPlatform({ engine: { name: 'broken', load } });
    const { url } = await server.platform.listen();
    await eventually(() => server.platform.state === 'degraded');
    expect(await json(await fetch(`${url}/health`))).toMatchObject({ status: 'degraded', model: 'scripted' });
  });
});

test('a loaded engine that fails later makes the server degraded', async () => {
  const engine = createScriptedEngine();
  await using server = await createTestPlatform({
    engine: {
      name: 'failing',
      load: async (source, options) => {
        const model = await engine.load(source, options);
        return Object.assign(Object.create(model) as typeof model, {
          info: model.info,
          status: () => Promise.reject(new Error('its process is gone')),
        });
      },
    },
  });
  const { url } = await server.platform.listen();
  await server.platform.host.ready();
  const ready = await fetch(`${url}/health/ready`);
  expect(ready.status).toBe(503);
  expect(await json(ready)).toMatchObject({ status: 'degraded', message: expect.stringContaining('process is gone') });
});

test('the model answers to its id, its file name, its reference and "default", and to nothing else', async () => {
  await using server = await createTestPlatform({ flags: { model: 'hf:some/model' } });
  const { url } = await server.platform.listen();
  const status = async (model?: string): Promise<number> => {
    const response = await fetch(`${url}/v1/chat/completions`, chatRequest(model === undefined ? {} : { model }));
    await response.text();
    return response.status;
  };
  for (const name of [undefined, 'default', 'scripted', 'Scripted.Q4.gguf', 'Scripted.Q4', 'hf:some/model']) {
    expect([name, await status(name)]).toEqual([name, 200]);
  }
  expect(await status('gpt-4')).toBe(404);
  const list = (await json(await fetch(`${url}/v1/models`))) as { data: { id: string }[] };
  expect(list.data.map(({ id }) => id)).toEqual(['scripted']);
});

test('/props tells the model, its limits and the choices, but not where its file lies', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  await server.platform.host.ready();
  const props = await json(await fetch(`${url}/props`));
  expect(props).toMatchObject({
    state: 'ready',
    model: 'scripted',
    model_path: 'Scripted.Q4.gguf',
    total_slots: 4,
    context_size: 4096,
    queue_limit: 64,
    choices: expect.any(Array),
    default_generation_settings: { n_ctx: 4096, params: { n_predict: -1, stream: false, seed: 4_294_967_295 } },
    model_alias: 'scripted',
    chat_template: '',
    modalities: { vision: false },
    build_info: expect.stringMatching(/^tuneloop \d/),
    build: { version: expect.stringMatching(/^\d+\.\d+\.\d+/), node: process.version },
  });
  expect(JSON.stringify(props)).not.toContain('/models');
});

test('logs name the request and its tokens, never what was said or the key', async () => {
  await using server = await createTestPlatform({ env: { API_KEY: 'sk-hush' } });
  const { url } = await server.platform.listen();
  const response = await fetch(`${url}/v1/chat/completions?note=xylophone`, {
    ...chatRequest(),
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-hush' },
  });
  expect(response.status).toBe(200);
  await response.text();
  await eventually(() => server.logged().includes('"msg":"request"') && server.logged().includes('"msg":"generation"'));
  const lines = server
    .logged()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const requestId = response.headers.get('x-request-id');
  expect(lines).toContainEqual(
    expect.objectContaining({ msg: 'request', path: '/v1/chat/completions', status: 200, requestId }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ msg: 'generation', model: 'scripted', completionTokens: expect.any(Number) }),
  );
  expect(server.logged()).not.toMatch(/xylophone|sk-hush|Hello from/);
});

describe('who may use it', () => {
  const withKey = (key: string): RequestInit => ({ headers: { authorization: `Bearer ${key}` } });

  test('open on loopback until the first key is made, then closed, without a restart', async () => {
    await using server = await createTestPlatform();
    const { url } = await server.platform.listen();
    expect((await fetch(`${url}/v1/models`)).status).toBe(200);

    const { key, record } = await server.platform.keys.create({ name: 'first', scopes: ['chat'] });
    await eventually(async () => (await fetch(`${url}/v1/models`)).status === 401);
    expect((await fetch(`${url}/props`)).status).toBe(401);
    expect((await fetch(`${url}/v1/models`, withKey(key))).status).toBe(200);
    expect((await fetch(`${url}/props`, withKey(key))).status).toBe(200);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    // 503 until the web app has been built.
    expect([200, 503]).toContain((await fetch(`${url}/`)).status);

    await server.platform.keys.revoke(record.id);
    await eventually(async () => (await fetch(`${url}/v1/models`)).status === 200);
  });

  test('API_KEY is always valid, and beside it the keys of the file', async () => {
    await using server = await createTestPlatform({ env: { API_KEY: 'from-the-environment' } });
    const { url } = await server.platform.listen();
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    expect((await fetch(`${url}/v1/models`, withKey('wrong'))).status).toBe(401);
    expect((await fetch(`${url}/v1/models`, withKey('from-the-environment'))).status).toBe(200);
    const { key } = await server.platform.keys.create({ name: 'other', scopes: ['chat'] });
    // The file is read again after 250 ms.
    await eventually(async () => (await fetch(`${url}/v1/models`, withKey(key))).status === 200);
  });

  test.each(['0.0.0.0', '::', '192.168.1.1', 'example.org'])('%s without a key is refused', async (host) => {
    const error = await failure(createTestPlatform({ flags: { host } }));
    expect(error.code).toBe('CONFIG_INVALID');
    const [issue] = error.details.issues as ConfigIssue[];
    expect(issue).toMatchObject({ path: 'server.host', message: expect.stringContaining('tuneloop keys create') });
  });

  test('a public address with a key: reached by any of its addresses, never without the key', async () => {
    await using server = await createTestPlatform({ flags: { host: '0.0.0.0' }, env: { API_KEY: 'k' } });
    const { url } = await server.platform.listen();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    expect((await fetch(`${url}/v1/models`, withKey('k'))).status).toBe(200);
  });
});

test('a port in use is named, with what to do', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => {
    blocker.listen(0, '127.0.0.1', resolve);
  });
  const { port } = blocker.address() as AddressInfo;
  try {
    await using server = await createTestPlatform({ flags: { port } });
    const error = await failure(server.platform.listen());
    expect(error.code).toBe('RESOURCE_EXHAUSTED');
    expect(error.message).toContain(`Port ${port} on 127.0.0.1 is already in use`);
    expect(error.message).toContain(`--port ${port + 1}`);
    // The model must not be loaded for a server that nobody can reach.
    expect(server.platform.host.state.status).toBe('idle');
  } finally {
    blocker.close();
  }
});

test('an address that is not of this machine is a mistake in the configuration', async () => {
  await using server = await createTestPlatform({ flags: { host: '203.0.113.7' }, env: { API_KEY: 'k' } });
  expect(await failure(server.platform.listen())).toMatchObject({ code: 'CONFIG_INVALID' });
});
