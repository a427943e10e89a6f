import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgressEvent } from '@tuneloop/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { modelBytes, serveContent, sha256Of, startServer, type TestServer } from '../../test/download/range-server.ts';
import { createModelStore, type ModelStoreOptions } from './model-store.ts';
import type { ModelStore } from './resolved-model.ts';

const content = modelBytes(1_000_000);
const sha256 = sha256Of(content);
const etag = '"v1"';

// Programs that are started take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let root: string;
let folder: string;
let server: TestServer;
let reference: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-store-'));
  folder = join(root, 'models');
  server = await startServer((request, response) => serveContent(request, response, content, { etag }));
  reference = `${server.url}/dir/Tiny-Q4_0.gguf`;
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

const createStore = (options: Partial<ModelStoreOptions> = {}): ModelStore => createModelStore({ folder, ...options });

describe('resolve', () => {
  it('downloads once, and then needs no network', async () => {
    const store = createStore();
    expect(await store.find(reference)).toBeUndefined();
    const model = await store.resolve(reference);
    expect(model).toMatchObject({ id: 'tiny', reference, sizeBytes: content.length, sha256 });
    expect(await store.resolve(reference)).toEqual(model);
    expect(await store.find(reference)).toEqual(model);
    expect(await createStore().resolve(reference, { offline: true })).toEqual(model);
    expect(server.requests).toHaveLength(1);
  });

  it('shares one download between callers, each with its progress', async () => {
    const stores = [createStore(), createStore()];
    server.handler = (request, response) => serveContent(request, response, content, { etag, pauseMs: 20 });
    const totals = new Set<number>();
    const models = await Promise.all(
      stores.flatMap((store) =>
        [1, 2].map((caller) =>
          store.resolve(reference, {
            onProgress: ({ completed }) =>
              completed === content.length && totals.add(stores.indexOf(store) * 2 + caller),
          }),
        ),
      ),
    );
    expect(new Set(models.map(({ path }) => path)).size).toBe(1);
    expect(server.requests).toHaveLength(1);
    expect(totals.size).toBeGreaterThanOrEqual(2);
  });

  it('reports progress seldom, but the beginning and the end', async () => {
    const events: ProgressEvent[] = [];
    await createStore().resolve(reference, { onProgress: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ phase: 'download', completed: 0, total: content.length });
    expect(events.at(-1)).toMatchObject({ completed: content.length });
    expect(events.length).toBeLessThan(8);
  });

  it('uses aliases, whose name becomes the id, and names of models on disk', async () => {
    const store = createStore({ aliases: { house: reference, home: 'house' } });
    expect(await store.resolve('house')).toMatchObject({ id: 'house', reference });
    expect(await createStore().find('Tiny')).toMatchObject({ id: 'tiny', reference });
    await expect(store.resolve('home')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(store.resolve('none')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/Known names: house, home, smollm2-135m-instruct, .*qwen3-8b/),
    });
  });

  it('says so when it is offline and the model is not there', async () => {
    for (const missing of [reference, 'hf:o/r:Q8_0', 'qwen3-8b']) {
      await expect(createStore().resolve(missing, { offline: true })).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringContaining('not on this disk'),
      });
    }
    expect(server.requests).toEqual([]);
  });

  it('refuses what is not a GGUF file', async () => {
    server.handler = (_, response) => void response.end('<!doctype html>');
    await expect(createStore().resolve(reference)).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
    expect(await createStore().list()).toEqual([]);
  });
});

describe('verification', () => {
  it('reads the file again only when its time has changed', async () => {
    const store = createStore();
    const { path } = await store.resolve(reference);
    const phases: string[] = [];
    const onProgress = ({ phase }: ProgressEvent): void => void phases.push(phase);
    await store.resolve(reference, { onProgress });
    expect(phases).toEqual([]);
    await utimes(path, new Date(), new Date(Date.now() - 5000));
    await store.resolve(reference, { onProgress });
    expect(new Set(phases)).toEqual(new Set(['verify']));
    phases.length = 0;
    await store.resolve(reference, { onProgress });
    expect(phases).toEqual([]);
  });

  it.each([
    ['cut short', (path: string) => writeFile(path, content.subarray(0, 1000))],
    ['grown', (path: string) => appendFile(path, 'more')],
    ['changed', (path: string) => writeFile(path, modelBytes(content.length, 9))],
  ])('downloads a file anew that was %s', async (_, damage) => {
    const store = createStore();
    const { path } = await store.resolve(reference);
    await damage(path);
    expect(await store.find(reference)).toBeUndefined();
    await expect(store.resolve(reference, { offline: true })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(await store.resolve(reference)).toMatchObject({ sha256 });
    expect(await readFile(path)).toEqual(content);
  });

  it('keeps the file that is there when a pin turns out to be wrong', async () => {
    const model = await createStore().resolve(reference);
    const wrong = `${reference}#sha256=${'0'.repeat(64)}`;
    await expect(createStore().resolve(wrong)).rejects.toMatchObject({ message: expect.stringContaining('SHA-256') });
    expect(sha256Of(await readFile(model.path))).toBe(sha256);
    expect(await createStore().resolve(reference, { offline: true })).toMatchObject({ path: model.path });
  });

  it('takes a file over that lost its record', async () => {
    const store = createStore();
    await store.resolve(reference);
    await rm(join(folder, 'manifests'), { recursive: true });
    expect(await store.resolve(reference)).toMatchObject({ sha256 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('local files', () => {
  it('are used where they lie', async () => {
    const path = join(root, 'My-Model-Q8_0.gguf');
    await writeFile(path, content);
    const expected = { id: 'my-model', reference: path, path, sizeBytes: content.length };
    expect(await createStore().resolve(path)).toEqual(expected);
    expect(await createStore({ aliases: { mine: path } }).resolve('mine')).toEqual({ ...expected, id: 'mine' });
    await expect(createStore().remove(path)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('delete it yourself'),
    });
    expect((await stat(path)).size).toBe(content.length);
  });

  it('fail clearly when missing, or folders', async () => {
    await expect(createStore().resolve('./none.gguf')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(await createStore().find('./none.gguf')).toBeUndefined();
    await mkdir(join(root, 'a'));
    await expect(createStore().resolve(join(root, 'a'))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('safetensors'),
    });
    await writeFile(join(root, 'a', 'x.gguf'), content);
    await expect(createStore().resolve(join(root, 'a'))).rejects.toMatchObject({
      message: expect.stringContaining(join(root, 'a', 'x.gguf')),
    });
  });

  it('may be split', async () => {
    for (const part of ['1', '2']) await writeFile(join(root, `m-0000${part}-of-00002.gguf`), content);
    const path = join(root, 'm-00001-of-00002.gguf');
    const second = path.replace('00001-of', '00002-of');
    expect(await createStore().resolve(second)).toMatchObject({ id: 'm', path, sizeBytes: 2 * content.length });
    await rm(second);
    await expect(createStore().resolve(path)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining(second),
    });
  });

  it('of llama.cpp in the same folder are listed and found', async () => {
    await mkdir(folder);
    const path = join(folder, 'Org_Tiny-GGUF_Tiny-Q8_0.gguf');
    await writeFile(path, content);
    await writeFile(join(folder, 'Org_Tiny-GGUF_mmproj-Tiny-F16.gguf'), content);
    const store = createStore();
    const sizeBytes = content.length;
    expect(await store.list()).toEqual([{ id: 'org_tiny-gguf_tiny', reference: path, path, sizeBytes }]);
    expect(await store.find('hf:Org/Tiny-GGUF:Q8_0')).toMatchObject({ path, reference: 'hf:Org/Tiny-GGUF:Q8_0' });
    expect(await store.find('hf:Org/Tiny-GGUF/Tiny-Q8_0.gguf')).toMatchObject({ path });
    expect(await store.find('hf:Org/Tiny-GGUF:Q4_0')).toBeUndefined();
    expect(await store.remove('hf:Org/Tiny-GGUF:Q8_0')).toEqual({ freedBytes: content.length });
    expect(await store.list()).toEqual([]);
  });
});

describe('remove', () => {
  it('deletes the file, every reference to it, and empty folders', async () => {
    const store = createStore();
    await store.resolve(reference);
    await store.resolve(`${reference}#sha256=${sha256}`);
    expect(await store.list()).toHaveLength(2);
    expect(await store.remove(reference)).toEqual({ freedBytes: content.length });
    expect(await store.list()).toEqual([]);
    expect((await readdir(folder)).toSorted()).toEqual(['manifests']);
    await expect(store.remove(reference)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('deletes what an interrupted download left', async () => {
    const store = createStore();
    server.handler = (request, response) => serveContent(request, response, content, { etag, stallAfter: 300_000 });
    await expect(store.resolve(reference, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    expect((await store.remove(reference)).freedBytes).toBeGreaterThan(0);
    expect((await readdir(folder, { recursive: true })).filter((name) => name.includes('partial'))).toEqual([]);
  });
});

describe('other processes', () => {
  const program = join(import.meta.dirname, '../../test/download/download-process.ts');
  const start = (): ReturnType<typeof spawn> =>
    spawn(process.execPath, ['--conditions=@tuneloop/source', program, folder, reference], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it('that are killed leave a download which the next one continues at once', async () => {
    server.handler = (request, response) => serveContent(request, response, content, { etag, pauseMs: 50 });
    const child = start();
    for await (const output of child.stdout ?? []) {
      if (Number(/download (\d+)/.exec(String(output))?.[1]) > 200_000) break;
    }
    child.kill('SIGKILL');
    await once(child, 'close');
    const left = (await readdir(folder, { recursive: true })).map((name) => name.split('Tiny-Q4_0.gguf')[1]);
    expect(left).toContain('.partial');
    expect(left).toContain('.lock');
    expect(left).not.toContain('');

    server.handler = (request, response) => serveContent(request, response, content, { etag });
    const started = performance.now();
    expect(await createStore().resolve(reference)).toMatchObject({ sha256 });
    expect(performance.now() - started).toBeLessThan(2000);
    const from = Number(/^bytes=(\d+)-$/.exec(server.requests.at(-1)?.headers.range ?? '')?.[1]);
    expect(from).toBeGreaterThan(200_000);
  });

  it('share one download', async () => {
    server.handler = (request, response) => serveContent(request, response, content, { etag, pauseMs: 30 });
    const children = [start(), start()];
    const outputs = await Promise.all(
      children.map(async (child) => {
        let output = '';
        for await (const piece of child.stdout ?? []) output += String(piece);
        return output;
      }),
    );
    for (const output of outputs) expect(output).toMatch(/done .*Tiny-Q4_0\.gguf/);
    expect(server.requests).toHaveLength(1);
  });
});
