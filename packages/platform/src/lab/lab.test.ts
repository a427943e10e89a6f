import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { describe, expect, test } from 'vitest';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';

const json = async (response: Response | Promise<Response>): Promise<Record<string, unknown>> =>
  (await (await response).json()) as Record<string, unknown>;

const post = (url: string, body: object, key?: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(body),
  });

const ask = (content: string): object => ({ messages: [{ role: 'user', content }] });

test('the server keeps conversations over a restart', async () => {
  await using first = await createTestPlatform({ engine: createScriptedEngine() });
  {
    const { url } = await first.platform.listen();
    expect(await json(post(`${url}/chat`, ask('My name is Ada.')))).toMatchObject({
      response: 'You said: My name is Ada.',
      model_key: 'scripted',
      device: 'cpu',
    });
    await first.platform.close();
  }
  await using second = await createTestPlatform({
    engine: createScriptedEngine(),
    env: { TUNELOOP_DATA: first.folder },
  });
  const { url } = await second.platform.listen();
  await post(`${url}/chat`, ask('What is my name?'));
  const { messages } = await json(fetch(`${url}/lab/conversations/default`));
  expect((messages as { content: string }[]).map(({ content }) => content)).toEqual([
    'My name is Ada.',
    'You said: My name is Ada.',
    'What is my name?',
    'You said: What is my name?',
  ]);
});

test('keys have conversations of their own, and only admin may stop the server', async () => {
  await using server = await createTestPlatform();
  const { platform } = server;
  const ada = await platform.keys.create({ name: 'ada', scopes: ['chat'] });
  const bob = await platform.keys.create({ name: 'bob', scopes: ['chat'] });
  const { url } = await platform.listen();
  expect((await post(`${url}/chat`, ask('secret'))).status).toBe(401);
  await post(`${url}/chat`, ask('secret'), ada.key);
  const read = await fetch(`${url}/lab/conversations/default`, { headers: { authorization: `Bearer ${bob.key}` } });
  expect(read.status).toBe(404);
  expect((await post(`${url}/shutdown`, {}, ada.key)).status).toBe(403);
  expect(platform.stopRequest.aborted).toBe(false);
});

test('POST /shutdown asks whoever runs the server to stop it', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  expect(await json(post(`${url}/shutdown`, {}))).toMatchObject({ status: 'success' });
  await eventually(() => server.platform.stopRequest.aborted);
});

test('a turn without a client is waited for when the server stops, and kept', async () => {
  const steps = [{ text: 'One' }, { delayMs: 300 }, { text: ' two' }];
  await using first = await createTestPlatform({ engine: createScriptedEngine({ replies: { steps } }) });
  const { url } = await first.platform.listen();
  const streaming = await post(`${url}/chat`, { ...ask('Count'), stream: true });
  await streaming.body?.cancel();
  await first.platform.close({ drainMs: 5000 });
  await using second = await createTestPlatform({ env: { TUNELOOP_DATA: first.folder } });
  const again = await second.platform.listen();
  const { messages } = await json(fetch(`${again.url}/lab/conversations/default`));
  expect(messages).toMatchObject([{ content: 'Count' }, { content: 'One two' }]);
});

test('health says what the lab asks for, beside what it said before', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  await eventually(() => server.platform.state === 'ready');
  expect(await json(fetch(`${url}/health`))).toEqual({
    status: 'ok',
    model: 'scripted',
    model_key: 'scripted',
    device: 'cpu',
    uptime: expect.any(Number) as number,
  });
});

describe('the models', () => {
  test('are described as far as their files say, those of one’s own too', async () => {
    await using server = await createTestPlatform({ env: { FINETUNED_MODELS_DIR: 'mine' } });
    const folder = join(server.folder, 'mine');
    await mkdir(folder);
    await writeFile(join(folder, 'parrot.gguf'), 'no model, but listed');
    await writeFile(join(folder, '.half.gguf'), '');
    await writeFile(join(folder, 'big-00002-of-00003.gguf'), '');
    const { url } = await server.platform.listen();
    const { models } = await json(fetch(`${url}/models`));
    expect(models).toMatchObject([
      { key: 'scripted', exists: true, is_finetuned: false, filename: 'Scripted.Q4.gguf', current: true },
      { key: 'parrot', exists: true, is_finetuned: true, filename: 'parrot.gguf', current: false },
    ]);
    expect((models as unknown[]).length).toBe(2);
  });

  test('are switched while the conversation stays; an unknown one is 404', async () => {
    await using server = await createTestPlatform({
      env: { FINETUNED_MODELS_DIR: 'mine' },
      resolve: async (reference) =>
        reference.endsWith('parrot.gguf')
          ? { id: 'parrot', reference, path: reference, sizeBytes: 1 }
          : { id: 'scripted', reference, path: '/models/Scripted.Q4.gguf', sizeBytes: 1 },
    });
    const folder = join(server.folder, 'mine');
    await mkdir(folder);
    await writeFile(join(folder, 'parrot.gguf'), 'x');
    const { url } = await server.platform.listen();
    await post(`${url}/chat`, ask('one'));
    expect((await post(`${url}/model/switch`, { model_key: 'none' })).status).toBe(404);
    expect(await json(post(`${url}/model/switch`, { model_key: 'parrot' }))).toMatchObject({ status: 'success' });
    expect(await json(post(`${url}/chat`, ask('two')))).toMatchObject({ model_key: 'parrot' });
    const { messages } = await json(fetch(`${url}/lab/conversations/default`));
    expect(messages).toHaveLength(4);
    expect(await json(fetch(`${url}/health`))).toMatchObject({ model_key: 'parrot' });
  });
});

test('memory and layers are changed while the server runs', async () => {
  await using server = await createTestPlatform({ env: { N_GPU_LAYERS: '0' } });
  const { url } = await server.platform.listen();
  await eventually(() => server.platform.state === 'ready');
  const command = (body: object): Promise<Record<string, unknown>> => json(post(`${url}/command`, body));
  expect(await command({ command: 'layers' })).toMatchObject({ current_value: 0 });
  expect(await command({ command: 'layers', value: 12 })).toMatchObject({ status: 'success', current_value: 12 });
  expect(server.platform.state).toBe('ready');
  expect(await command({ command: 'layers', value: 'auto' })).toMatchObject({ current_value: 'auto' });
  expect(await command({ command: 'mem' })).toMatchObject({ current_value: { limit_bytes: null } });
  expect(await command({ command: 'mem', value: '2GB' })).toMatchObject({ current_value: { limit_bytes: 2e9 } });
  expect(await command({ command: 'mem', value: 'auto' })).toMatchObject({ current_value: { limit_bytes: null } });
});

test.each([
  ['layers', -2],
  ['layers', 'many'],
  ['layers', 1.5],
  ['mem', '1MB'],
  ['mem', 'much'],
  ['mem', {}],
])('%s cannot be %j', async (command, value) => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const refused = await post(`${url}/command`, { command, value });
  expect(refused.status).toBe(400);
  expect(await json(refused)).toMatchObject({ error: { param: 'value' } });
});
