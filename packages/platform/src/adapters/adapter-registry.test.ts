import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdapterRegistry } from '@tuneloop/lora';
import { writeTestAdapter, writeTestBaseModel, writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { expect, test } from 'vitest';
import { chatRequest, createTestPlatform, eventually, scriptedModel } from '../../test/test-platform.ts';
import { openConfiguredRegistry } from './configured-registry.ts';

interface Rig extends AsyncDisposable {
  url: string;
  base: string;
  folder: string;
  /** As another process has it. */
  registry: AdapterRegistry;
  add(seed: number): Promise<void>;
  /** The version that answered, or the status of the failure. */
  ask(model?: string): Promise<string | number>;
  post(path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>;
}

async function startRig(): Promise<Rig> {
  const server = await createTestPlatform({
    resolve: async () => ({ ...scriptedModel, path: join(server.folder, 'base.gguf') }),
  });
  const { folder, platform } = server;
  const base = join(folder, 'base.gguf');
  await writeTestBaseModel(base);
  const registry = openConfiguredRegistry(platform.config);
  const { url } = await platform.listen();
  await platform.host.ready();
  return {
    url,
    base,
    folder,
    registry,
    async add(seed) {
      const file = join(folder, `seed-${seed}.gguf`);
      await writeTestAdapter({ base, path: file, seed, rank: 2 });
      await registry.add({ name: 'pirate', file, base: { reference: base } });
    },
    async ask(model = 'scripted') {
      const answer = await fetch(`${url}/v1/chat/completions`, chatRequest({ model }));
      if (!answer.ok) return answer.status;
      const { choices } = (await answer.json()) as { choices: [{ message: { content: string } }] };
      return /pirate@\d+/.exec(choices[0].message.content)?.[0] ?? 'base';
    },
    async post(path, body = {}) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test('what another process promotes and rolls back is served under the same number', async () => {
  await using rig = await startRig();
  for (const seed of [1, 2, 3]) await rig.add(seed);
  expect(await rig.ask('scripted:pirate')).toBe(404);
  await rig.registry.promote('pirate', 2);
  await eventually(async () => (await rig.ask('scripted:pirate')) === 'pirate@2');
  // Candidates answer when they are named.
  expect(await rig.ask('scripted:pirate@3')).toBe('pirate@3');
  await rig.registry.promote('pirate', 3);
  await eventually(async () => (await rig.ask('scripted:pirate')) === 'pirate@3');
  await rig.registry.rollback('pirate');
  await eventually(async () => (await rig.ask('scripted:pirate')) === 'pirate@2');
  expect([await rig.ask('scripted:pirate@3'), await rig.ask('scripted:pirate@1')]).toEqual(['pirate@3', 'pirate@1']);
  await rig.registry.retire('pirate');
  await eventually(async () => (await rig.ask('scripted:pirate')) === 404);
});

test('the routes answer when a loaded model has the version, also for requests that name no adapter', async () => {
  await using rig = await startRig();
  for (const seed of [1, 2]) await rig.add(seed);
  const first = await rig.post('/v1/adapters/pirate/promote', { version: 1, default_scale: 1 });
  expect(first).toMatchObject({ status: 200, body: { version: 1, previous: null, default_scale: 1 } });
  expect(await rig.ask()).toBe('pirate@1');
  const second = await rig.post('/v1/adapters/pirate/promote', { version: 2 });
  expect(second.body).toMatchObject({ version: 2, previous: 1, default_scale: 1 });
  expect([await rig.ask(), await rig.ask('scripted:pirate')]).toEqual(['pirate@2', 'pirate@2']);
  expect((await rig.post('/v1/adapters/pirate/rollback')).body).toMatchObject({ version: 1, previous: 2 });
  expect(await rig.ask()).toBe('pirate@1');
  const history = await fetch(`${rig.url}/v1/adapters/pirate/history`);
  expect(await history.json()).toMatchObject({
    version: 1,
    default_scale: 1,
    versions: [{ version: 2 }, { version: 1, base: { reference: 'base.gguf' } }],
  });
  expect((await rig.post('/v1/adapters/pirate/retire')).status).toBe(200);
  await eventually(async () => (await rig.ask()) === 'base');
});

test('no request fails while versions are promoted and rolled back', async () => {
  await using rig = await startRig();
  for (const seed of [1, 2]) await rig.add(seed);
  await rig.post('/v1/adapters/pirate/promote', { version: 1 });
  const answers = new Set<string | number>();
  const done = new AbortController();
  const clients = [1, 2, 3, 4].map(async () => {
    while (!done.signal.aborted) answers.add(await rig.ask('scripted:pirate'));
  });
  for (let round = 0; round < 4; round += 1) {
    const [change, body]: [string, object] = round % 2 === 0 ? ['promote', { version: 2 }] : ['rollback', {}];
    expect((await rig.post(`/v1/adapters/pirate/${change}`, body)).status).toBe(200);
    answers.add(await rig.ask('scripted:pirate'));
  }
  done.abort();
  await Promise.all(clients);
  expect(answers).toEqual(new Set(['pirate@1', 'pirate@2']));
});

test('a default that another process sets holds without a restart', async () => {
  await using rig = await startRig();
  await rig.add(1);
  await rig.registry.promote('pirate', 1);
  await eventually(async () => (await rig.ask('scripted:pirate')) === 'pirate@1');
  expect(await rig.ask()).toBe('base');
  await rig.registry.setDefault('pirate', 1);
  await eventually(async () => (await rig.ask()) === 'pirate@1');
  await rig.registry.setDefault('pirate', 0);
  await eventually(async () => (await rig.ask()) === 'base');
});

test('a version that fits no loaded model does not go live', async () => {
  await using rig = await startRig();
  await rig.add(1);
  await rig.post('/v1/adapters/pirate/promote', { version: 1 });
  const [other, file] = [join(rig.folder, 'other.gguf'), join(rig.folder, 'foreign.gguf')];
  await writeTestLanguageModel({ path: other, architecture: 'gemma3' });
  await writeTestAdapter({ base: other, path: file, rank: 2 });
  await rig.registry.add({ name: 'pirate', file });
  const refused = await rig.post('/v1/adapters/pirate/promote', { version: 2 });
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('gemma3') as string } },
  });
  expect(await rig.ask('scripted:pirate')).toBe('pirate@1');
  expect((await rig.post('/v1/adapters/nobody/promote', { version: 1 })).status).toBe(404);
});

test('a file that somebody puts in the place of a version becomes the next one', async () => {
  await using rig = await startRig();
  await rig.add(1);
  await rig.registry.promote('pirate', 1);
  await eventually(async () => (await rig.ask('scripted:pirate')) === 'pirate@1');
  const file = join(rig.folder, 'mine.gguf');
  await writeTestAdapter({ base: rig.base, path: file, seed: 9, rank: 2 });
  await copyFile(file, join(rig.folder, 'adapters', 'pirate.gguf'));
  await eventually(async () => (await rig.ask('scripted:pirate')) === 'pirate@2');
  await eventually(async () => (await rig.registry.find('pirate')).version === 2);
  expect(await rig.registry.rollback('pirate')).toMatchObject({ live: { version: 1 }, previous: 2 });
  await eventually(async () => (await rig.ask('scripted:pirate')) === 'pirate@1');
});
