import type { Engine, GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { TuneloopError } from '@tuneloop/protocol';
import type { ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatRequest, eventually, storeOf } from '../../test/test-platform.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadConfig } from '../config/load-config.ts';
import { createLogger } from '../logging/logger.ts';
import { createPlatform, type Platform } from '../platform.ts';

const onDisk: ResolvedModel = { id: 'stored', reference: 'hf:some/stored', path: '/models/Stored.gguf', sizeBytes: 3 };
const twin: ResolvedModel = { id: 'stored', reference: 'hf:some/stored:Q8_0', path: '/models/Twin.gguf', sizeBytes: 4 };

interface Rig extends AsyncDisposable {
  platform: Platform;
  url: string;
  requests: GenerateRequest[];
  chat(model?: string): Promise<{ status: number; model?: string; error?: { message: string; code: string } }>;
  post(path: string, body: unknown): Promise<Response>;
  models(): Promise<{ id: string; status: { value: string } }[]>;
}

const configuration = `
model: first
models:
  first: ./first.gguf
  second:
    reference: ./second.gguf
    slots: 2
    sampling: { temperature: 0.25, topK: 7 }
  third:
    reference: hf:some/third
    preload: true
`;

async function createRig(): Promise<Rig> {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  await writeFile(join(folder, 'tuneloop.config.yaml'), configuration);
  const { config } = await loadConfig({
    cwd: folder,
    env: { TUNELOOP_DATA: folder, TUNELOOP_CACHE: folder, PORT: '0' },
  });
  const scripted = createScriptedEngine({ replies: 'Hello.' });
  const requests: GenerateRequest[] = [];
  const engine: Engine = {
    name: 'noting',
    async load(source, options) {
      const model = await scripted.load(source, options);
      const generate: LoadedModel['generate'] = (request, call) => {
        requests.push(request);
        return model.generate(request, call);
      };
      return Object.assign(Object.create(model) as LoadedModel, {
        info: model.info,
        generate,
        status: () => model.status(),
        queueState: () => model.queueState?.(),
        [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
      });
    },
  };
  const resolve = async (name: string): Promise<ResolvedModel> => {
    const stored = [onDisk, twin].find(({ reference }) => reference === name);
    if (name === 'third') throw new TuneloopError('MODEL_LOAD_FAILED', 'It is truncated.');
    // What the file is called is another matter than what the configuration calls the model.
    return stored ?? { id: `${name}.q4`, reference: name, path: `/models/${name}.gguf`, sizeBytes: 1 };
  };
  const platform = await createPlatform(config, {
    engine,
    logger: createLogger({ level: 'silent', format: 'json' }),
    models: {
      ...storeOf(resolve),
      find: async (name) => (name === 'third' ? undefined : resolve(name)),
      list: async () => [onDisk, twin],
    },
  });
  const { url } = await platform.listen();
  await platform.host.ready();
  const post: Rig['post'] = (path, body) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    platform,
    url,
    requests,
    post,
    async chat(model) {
      const response = await fetch(`${url}/v1/chat/completions`, chatRequest(model === undefined ? {} : { model }));
      return { status: response.status, ...((await response.json()) as object) };
    },
    async models() {
      const { data } = (await (await fetch(`${url}/v1/models`)).json()) as { data: Awaited<ReturnType<Rig['models']>> };
      return data;
    },
    async [Symbol.asyncDispose]() {
      await platform.close({ drainMs: 0 });
      await temporary[Symbol.asyncDispose]();
    },
  };
}

test('every model that is configured or on disk is listed, and loaded when a request names it', async () => {
  await using rig = await createRig();
  const states = async (): Promise<object> =>
    Object.fromEntries((await rig.models()).map(({ id, status }) => [id, status.value]));
  await eventually(async () => rig.platform.service.pool.get('third')?.state.status === 'failed');
  expect(await states()).toEqual({
    first: 'loaded',
    second: 'unloaded',
    third: 'failed',
    stored: 'unloaded',
    'hf:some/stored:Q8_0': 'unloaded',
  });
  expect(await rig.chat('second')).toMatchObject({ status: 200, model: 'second' });
  expect(await rig.chat('second.q4')).toMatchObject({ status: 200, model: 'second' });
  expect((await fetch(`${rig.url}/v1/models/second`)).status).toBe(200);
  expect(await rig.chat('Stored.gguf')).toMatchObject({ status: 200, model: 'stored' });
  expect(await rig.chat('hf:some/stored:Q8_0')).toMatchObject({ status: 200, model: 'hf:some/stored:Q8_0' });
  expect(await states()).toMatchObject({ second: 'loaded', stored: 'loaded', 'hf:some/stored:Q8_0': 'loaded' });
  expect(await rig.chat()).toMatchObject({ status: 200, model: 'first' });
});

test('an unknown name is 404 at once, an adapter that is not there as well, a broken model 503 with the reason', async () => {
  await using rig = await createRig();
  expect(await rig.chat('fourth')).toMatchObject({ status: 404, error: { code: 'model_not_found' } });
  expect(await rig.chat('first:pirate')).toMatchObject({ status: 404, error: { code: 'model_not_found' } });
  expect(await rig.chat('third')).toMatchObject({
    status: 503,
    error: { message: expect.stringContaining('It is truncated.') },
  });
});

test('a model has its own sampling defaults, which a request may change', async () => {
  await using rig = await createRig();
  await rig.chat('second');
  await rig.post('/v1/chat/completions', {
    model: 'second',
    temperature: 1,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  expect(rig.requests.map(({ sampling }) => [sampling?.temperature, sampling?.topK])).toEqual([
    [0.25, 7],
    [1, 7],
  ]);
});

test('an administrator loads, unloads and switches models', async () => {
  await using rig = await createRig();
  const { pool } = rig.platform.service;
  expect((await rig.post('/models/load', { model: 'second' })).status).toBe(200);
  expect(pool.get('second')?.state.status).toBe('ready');
  expect((await rig.post('/models/unload', { model: 'second' })).status).toBe(200);
  expect(pool.get('second')?.state.status).toBe('idle');
  expect((await rig.post('/v1/models/default', { model: 'second' })).status).toBe(200);
  expect(await rig.chat()).toMatchObject({ status: 200, model: 'second' });
  expect((await rig.models())[0]?.id).toBe('second');
  await eventually(() => pool.get('first')?.state.status === 'idle');
  expect((await rig.post('/v1/models/default', { model: 'third' })).status).toBeGreaterThanOrEqual(400);
  expect(await rig.chat()).toMatchObject({ model: 'second' });
  expect((await rig.post('/models/load', { model: 'fourth' })).status).toBe(404);
  const ready = await fetch(`${rig.url}/health/ready`);
  expect(ready.status).toBe(200);
});

test('a default that was unloaded counts as ready, and comes back with a request', async () => {
  await using rig = await createRig();
  await rig.post('/models/unload', { model: 'first' });
  expect(rig.platform.state).toBe('ready');
  expect((await fetch(`${rig.url}/health/ready`)).status).toBe(200);
  expect(await rig.chat()).toMatchObject({ status: 200, model: 'first' });
});
