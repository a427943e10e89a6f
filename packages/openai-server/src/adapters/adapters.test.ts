import { TuneloopError } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { createStubAdapters } from '../../test/stub-adapters.ts';
import { createStubModel } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import { withAdapters } from './with-adapters.ts';

interface ErrorAnswer {
  error: { message: string; param: string | null; code: string | null };
}

const messages = [{ role: 'user', content: 'Ahoy' }];

describe('the parameter lora', () => {
  test.each([
    ['/v1/chat/completions', { messages }],
    ['/v1/completions', { prompt: 'Ahoy' }],
    ['/v1/responses', { input: 'Ahoy' }],
  ])('chooses adapters by number or name on %s', async (path, body) => {
    const model = createStubModel();
    await using server = await startServer({ models: createModelProvider([{ ...model, adapters: noAdapters }]) });
    const lora = [{ id: 0 }, { id: 'pirate', scale: 0.5 }];
    expect((await server.post(path, { ...body, lora })).status).toBe(200);
    expect((await server.post(path, { ...body, lora: [] })).status).toBe(200);
    expect((await server.post(path, { ...body, lora: null })).status).toBe(200);
    expect(model.requests.map(({ adapters }) => adapters)).toEqual([
      [
        { id: '0', scale: 1 },
        { id: 'pirate', scale: 0.5 },
      ],
      [],
      undefined,
    ]);
  });

  test.each([
    [[{ id: 'a' }, { id: 'b' }, { id: 'a' }], 'lora[2].id'],
    [[{ id: -1 }], 'lora[0].id'],
    [[{ id: 'a', scale: '1' }], 'lora[0].scale'],
    [[{ id: 'a', weight: 1 }], 'lora[0].weight'],
    ['a', 'lora'],
  ])('refuses %j, naming the place', async (lora, param) => {
    await using server = await startServer();
    const answer = await server.post('/v1/chat/completions', { messages, lora });
    expect(answer.status).toBe(400);
    expect((await answer.json()) as ErrorAnswer).toMatchObject({ error: { param } });
  });

  test('is refused where the engine has no adapters, and not found where it has not this one', async () => {
    await using stub = await startServer();
    const unsupported = await stub.post('/v1/chat/completions', { messages, lora: [{ id: 'a' }] });
    expect([unsupported.status, await unsupported.json()]).toMatchObject([400, { error: { param: 'lora' } }]);
    await using model = await createScriptedEngine().load({ id: 'scripted' });
    await using server = await startServer({ models: createModelProvider([model]) });
    const unknown = await server.post('/v1/responses', { input: 'Ahoy', lora: [{ id: 'a' }] });
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { error: { param: 'lora', message: expect.stringContaining('"a"') as string } },
    ]);
  });
});

const noAdapters = {
  list: () => [],
  load: () => Promise.reject(new Error('not in this test')),
  unload: () => Promise.reject(new Error('not in this test')),
};

test('withAdapters chooses beforehand; a request may change the scale or add others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-adapters-'));
  await writeFile(join(folder, 'a'), 'pirate');
  await writeFile(join(folder, 'b'), 'terse');
  await using model = await createScriptedEngine().load({ id: 'base' });
  await model.adapters!.load({ id: 'a', path: join(folder, 'a') });
  await model.adapters!.load({ id: 'b', path: join(folder, 'b') });
  await rm(folder, { recursive: true });
  const chosen = withAdapters(model, [{ id: 'a', scale: 1 }], 'base:pirate');
  await using server = await startServer({ models: createModelProvider([chosen]) });
  const ask = async (lora?: object[]): Promise<string> => {
    const answer = await server.post('/v1/chat/completions', { messages, lora });
    const body = (await answer.json()) as { model: string; choices: [{ message: { content: string } }] };
    expect(body.model).toBe('base:pirate');
    return body.choices[0].message.content;
  };
  expect(await ask()).toBe('[pirate] You said: Ahoy');
  expect(await ask([{ id: 'a', scale: 2 }])).toBe('[pirate ×2] You said: Ahoy');
  expect(await ask([{ id: 'b' }])).toBe('[pirate, terse] You said: Ahoy');
});

describe('the routes', () => {
  test('show versions, states and reasons', async () => {
    await using server = await startServer({ adapters: createStubAdapters() });
    const answer = (await (await fetch(`${server.url}/v1/adapters`)).json()) as { data: object[] };
    expect(answer.data).toMatchObject([
      {
        object: 'adapter',
        id: 'stub:pirate',
        state: 'live',
        version: 2,
        reason: null,
        versions: [
          { version: 2, state: 'loaded', rank: 8, alpha: 16, size_bytes: 4096 },
          { version: 1, state: 'stored', rank: null },
        ],
      },
      { id: null, base: null, state: 'refused', reason: 'The file is truncated.', version: null },
      { id: 'stub:new', state: 'loading', version: null },
    ]);
  });

  test("speak llama-server's /lora-adapters", async () => {
    const adapters = createStubAdapters();
    await using server = await startServer({ adapters });
    expect(await (await fetch(`${server.url}/lora-adapters`)).json()).toEqual([
      { id: 0, path: 'pirate.gguf', scale: 0 },
    ]);
    const answer = await server.post('/lora-adapters', [{ id: 0, scale: 0.5 }]);
    expect(await answer.json()).toEqual({ success: true });
    expect(adapters.calls).toEqual([{ scales: [[0, 0.5]] }]);
    for (const wrong of [{ id: 0, scale: 1 }, [{ id: 'x', scale: 1 }], [{ id: 0 }]]) {
      expect((await server.post('/lora-adapters', wrong)).status).toBe(400);
    }
  });

  test("speak vLLM's /v1/load_lora_adapter and /v1/unload_lora_adapter", async () => {
    const adapters = createStubAdapters();
    await using server = await startServer({ adapters });
    const load = { lora_name: 'sailor', lora_path: 'sailor.gguf' };
    const loaded = await server.post('/v1/load_lora_adapter', load);
    expect([loaded.status, await loaded.text()]).toEqual([200, "Success: LoRA adapter 'sailor' added successfully."]);
    await server.post('/v1/load_lora_adapter', { ...load, load_inplace: true });
    await server.post('/v1/unload_lora_adapter', { lora_name: 'sailor', lora_int_id: 1 });
    expect(adapters.calls).toEqual([
      { load: { name: 'sailor', path: 'sailor.gguf', replace: false } },
      { load: { name: 'sailor', path: 'sailor.gguf', replace: true } },
      { unload: 'sailor' },
    ]);
    for (const name of ['', '../x', 'a:b', 'a@1', 'a\nb', undefined]) {
      const answer = await server.post('/v1/load_lora_adapter', { lora_name: name, lora_path: 'x' });
      expect([answer.status, ((await answer.json()) as ErrorAnswer).error.param]).toEqual([400, 'lora_name']);
    }
  });

  test('need the scope admin where they change something', async () => {
    const adapters = createStubAdapters();
    const authenticate = async (): Promise<{ id: string; scopes: 'chat'[] }> => ({ id: 'me', scopes: ['chat'] });
    await using server = await startServer({ adapters, authenticate });
    const headers = { authorization: 'Bearer x' };
    for (const path of ['/lora-adapters', '/v1/load_lora_adapter', '/v1/unload_lora_adapter']) {
      expect((await server.post(path, {}, { headers })).status).toBe(403);
    }
    for (const path of ['/lora-adapters', '/v1/adapters']) {
      expect((await fetch(server.url + path, { headers })).status).toBe(200);
      expect((await fetch(server.url + path)).status).toBe(401);
    }
    expect(adapters.calls).toEqual([]);
  });

  test('tell what the service says, and say so where there is none', async () => {
    const failure = new TuneloopError('NOT_FOUND', 'No adapter is called "x".', { details: { param: 'lora_name' } });
    await using server = await startServer({ adapters: createStubAdapters(failure) });
    const answer = await server.post('/v1/unload_lora_adapter', { lora_name: 'x' });
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { error: { param: 'lora_name', message: 'No adapter is called "x".' } },
    ]);
    await using bare = await startServer();
    expect(await (await fetch(`${bare.url}/lora-adapters`)).json()).toEqual([]);
    expect(await (await fetch(`${bare.url}/v1/adapters`)).json()).toEqual({ object: 'list', data: [] });
    expect((await bare.post('/lora-adapters', [])).status).toBe(400);
  });
});
