import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createModelStore } from '@tuneloop/runtime';
import { expect, test } from 'vitest';
import { startHub } from '../../../runtime/test/download/hub-server.ts';
import { tinyModel } from '../../../runtime/test/gguf/gguf-bytes.ts';
import { createTestPlatform } from '../../test/test-platform.ts';

interface Inspection {
  id: string;
  reference: string;
  context_length: number;
  removable: boolean;
  memory: { context_size: number; total_bytes: number }[];
}

test('a model is downloaded, inspected, counted and deleted', async () => {
  await using servers = await startHub({ repositories: { 'some/tiny': { 'tiny.gguf': tinyModel() } } });
  await using server = await createTestPlatform({
    models: (folder) =>
      createModelStore({ folder: join(folder, 'models'), huggingFace: { endpoint: servers.hub.url } }),
    configuration: { model: './own.gguf' },
  });
  await writeFile(join(server.folder, 'own.gguf'), tinyModel({ 'general.name': 'Own' }));
  const { url } = await server.platform.listen();
  const get = async <T>(path: string): Promise<T> => (await fetch(url + path)).json() as Promise<T>;
  const post = (path: string, body: object): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const listed = async (): Promise<string[]> =>
    (await get<{ data: { id: string }[] }>('/v1/models')).data.map(({ id }) => id);

  await server.platform.models.resolve('hf:some/tiny');
  await post('/models/load', { model: 'tiny' });
  const tiny = await get<Inspection>('/models/inspect?model=tiny&context_size=1024&slots=2');
  expect(tiny).toMatchObject({ id: 'tiny', context_length: 4096, removable: true, memory: [{ context_size: 1024 }] });
  expect(tiny.reference).toMatch(/^hf:some\/tiny/);
  expect(tiny.memory[0]!.total_bytes).toBeGreaterThan(0);
  const own = await get<Inspection>('/models/inspect');
  expect(own).toMatchObject({ reference: 'own.gguf', removable: false });
  expect(own.memory.map(({ context_size: size }) => size)).toEqual([2048, 4096]);
  const memory = await get<{ devices: { id: string }[]; holders: { name: string }[] }>('/models/memory');
  expect(memory.devices.map(({ id }) => id)).toContain('ram');
  expect(memory.holders.map(({ name }) => name)).toContain('tiny');
  const { data } = await get<{ data: { proposed: boolean; on_disk: boolean }[] }>('/models/recommended');
  expect(data.filter(({ proposed }) => proposed).length).toBeLessThanOrEqual(1);
  expect(data.every((model) => !model.on_disk)).toBe(true);

  expect((await post('/models/remove', { model: 'own' })).status).toBe(400);
  expect(await listed()).toContain('tiny');
  expect(await (await post('/models/remove', { model: 'tiny' })).json()).toEqual({
    object: 'model.removed',
    freed_bytes: tinyModel().length,
  });
  expect(await listed()).not.toContain('tiny');
  expect((await post('/models/remove', { model: 'tiny' })).status).toBe(404);
});
