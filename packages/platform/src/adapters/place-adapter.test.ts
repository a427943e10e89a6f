import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { watchAdapters } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import {
  writeTestAdapter,
  writeTestBaseModel,
  writeTestGenaiFolder,
  writeTestOnnxAdapter,
} from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { createAdapterService } from './adapter-service.ts';
import { createLazyLibrary } from './lazy-library.ts';
import { folderOfPattern } from './pattern-folder.ts';
import { placeAdapter } from './place-adapter.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let own: string;
let shared: string;
const at = (...parts: string[]): string => join(temporary.path, ...parts);

beforeAll(async () => {
  temporary = await temporaryFolder();
  own = at('own');
  shared = at('shared');
  await mkdir(shared);
  const base = at('base.gguf');
  await writeTestBaseModel(base);
  for (const path of [at('secret.gguf'), join(shared, 'sea.gguf')]) await writeTestAdapter({ base, path });
  await writeTestAdapter({ base, path: join(shared, 'land.gguf'), seed: 2 });
  await writeFile(join(shared, 'broken.gguf'), 'GGUF');
  const model = at('onnx-model');
  await writeTestGenaiFolder({ folder: model, adapterSlots: true });
  await writeTestOnnxAdapter({ model, path: join(shared, 'sea.onnx_adapter') });
  const half = (await readFile(join(shared, 'sea.onnx_adapter'))).subarray(0, 500);
  await writeFile(join(shared, 'half.onnx_adapter'), half);
  await symlink(at('secret.gguf'), join(shared, 'link.gguf'));
});
afterAll(() => temporary[Symbol.asyncDispose]());

function place(path: string, name = 'pirate'): Promise<boolean> {
  const { signal } = new AbortController();
  return placeAdapter({ name, path, folders: [own, shared], current: undefined, signal });
}

describe('an adapter that a client names by its path', () => {
  test.each([['/etc/passwd'], ['../secret.gguf'], ['link.gguf'], ['./'], ['..']])(
    '%s is not read: it is outside of the folders',
    async (path) => {
      await expect(place(path)).rejects.toMatchObject({ code: 'FORBIDDEN', details: { param: 'lora_path' } });
      expect(await readdir(own)).toEqual([]);
    },
  );

  test('is refused when it is not there, or no adapter; nothing is left behind', async () => {
    await expect(place('none.gguf')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(place('broken.gguf')).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
    expect(await readdir(own)).toEqual([]);
  });

  test('is live when the call ends, can be replaced, unloaded and loaded again', async () => {
    await using model = await createScriptedEngine().load({ id: 'base' });
    await using service = createAdapterService({
      libraries: {
        gguf: createLazyLibrary(
          () => watchAdapters({ patterns: [own, shared], cacheFolder: at('versions') }),
          (error) => expect.unreachable(String(error)),
        ),
        onnx: createLazyLibrary(
          () => watchAdapters({ patterns: [own, shared], cacheFolder: at('versions-onnx'), format: 'onnx' }),
          (error) => expect.unreachable(String(error)),
        ),
      },
      folders: [own, shared],
    });
    using _attached = await service.attach(model);
    const { signal } = new AbortController();
    const load = (path: string, replace = false): Promise<void> =>
      service.control.load({ name: 'pirate', path, replace }, signal);
    const version = (): number | undefined =>
      service.control.list().find(({ name }) => name === 'pirate')?.live?.version;

    await load('sea.gguf');
    expect(version()).toBe(1);
    await expect(load('land.gguf')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await load('land.gguf', true);
    expect(version()).toBe(2);
    await load('land.gguf', true);
    expect(version()).toBe(2);
    await service.control.unload('pirate');
    expect(version()).toBeUndefined();
    await load('land.gguf');
    expect(version()).toBe(2);
    expect(service.control.list().find(({ name }) => name === 'broken')?.refusedBecause).toContain('broken.gguf');
    expect((await readdir(own)).toSorted()).toEqual(['pirate.gguf']);

    // The same name for ONNX Runtime: no loaded model takes it yet, so that nothing is waited for.
    await load('sea.onnx_adapter');
    await expect(load('sea.onnx_adapter')).resolves.toBeUndefined();
    await expect(load('half.onnx_adapter', true)).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
    expect((await readdir(own)).toSorted()).toEqual(['pirate.gguf', 'pirate.onnx_adapter']);
    expect(version()).toBe(2);
  });
});

test.each([
  ['/a/b/*.gguf', '/a/b'],
  ['/a/b/x-{1,2}.gguf', '/a/b'],
  ['/a/**/c.gguf', '/a'],
  ['/a/b', '/a/b'],
  ['/a/b.gguf', '/a'],
  ['/a/b.onnx_adapter', '/a'],
])('%s looks in %s', (pattern, folder) => expect(folderOfPattern(pattern)).toBe(folder));
