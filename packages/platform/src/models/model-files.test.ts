import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createModelStore } from '@tuneloop/runtime';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createTestPlatform } from '../../test/test-platform.ts';

interface Inspection {
  id: string;
  reference: string;
  context_length: number;
  removable: boolean;
  memory: { context_size: number; total_bytes: number }[];
}

/** Where a model can be downloaded. */
async function serve(content: Buffer): Promise<string> {
  const server = createServer((_request, response) => response.end(content)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a model is downloaded, inspected, counted and deleted', async () => {
  await using server = await createTestPlatform({
    models: (folder) => createModelStore({ folder: join(folder, 'models') }),
    configuration: { model: './own.gguf' },
  });
  const ownPath = join(server.folder, 'own.gguf');
  await writeTestLanguageModel({ path: ownPath });
  const content = await readFile(ownPath);
  const reference = `${await serve(content)}/tiny.gguf`;
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

  await server.platform.models.resolve(reference);
  await post('/models/load', { model: 'tiny' });
  const tiny = await get<Inspection>('/models/inspect?model=tiny&context_size=1024&slots=2');
  expect(tiny).toMatchObject({ id: 'tiny', reference, removable: true, memory: [{ context_size: 1024 }] });
  expect(tiny.memory[0]!.total_bytes).toBeGreaterThan(0);
  const own = await get<Inspection>('/models/inspect');
  expect(own).toMatchObject({ reference: 'own.gguf', removable: false });
  expect(own.memory.at(-1)!.context_size).toBe(own.context_length);
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
    freed_bytes: content.length,
  });
  expect(await listed()).not.toContain('tiny');
  expect((await post('/models/remove', { model: 'tiny' })).status).toBe(404);
});
