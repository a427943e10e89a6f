import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  modelBytes,
  serveContent,
  sha256Of,
  startServer,
  type TestServer,
} from '../../../test/download/range-server.ts';
import { createModelStore } from '../model-store.ts';
import type { ModelStore } from '../resolved-model.ts';

const content = modelBytes(200_000);

// Programs that are started take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
let registry: TestServer;
let store: ModelStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-npm-'));
  const tarball = await packTarball();
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  registry = await startServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    if (url === '/@tiny/weights') {
      const dist = { tarball: `${registry.url}/weights.tgz`, integrity };
      const versions = { '1.0.0': { name: '@tiny/weights', version: '1.0.0', dist } };
      return void response.end(JSON.stringify({ name: '@tiny/weights', 'dist-tags': { latest: '1.0.0' }, versions }));
    }
    if (url === '/weights.tgz') return serveContent(request, response, tarball);
    return void response.writeHead(404).end('{}');
  });
  const environment = { ...process.env, npm_config_registry: registry.url, npm_config_fetch_retries: '0' };
  store = createModelStore({ folder: join(folder, 'store'), environment });
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function packTarball(): Promise<Buffer> {
  const source = join(folder, 'source', 'package', 'models');
  await mkdir(source, { recursive: true });
  await writeFile(join(source, '..', 'package.json'), '{"name":"@tiny/weights","version":"1.0.0"}');
  await writeFile(join(source, 'tiny.gguf'), content);
  await create({ gzip: true, cwd: join(folder, 'source'), file: join(folder, 'weights.tgz') }, ['package']);
  return await readFile(join(folder, 'weights.tgz'));
}

it('is fetched with npm, through the registry of its settings; nothing but the file is kept', async () => {
  const model = await store.resolve('npm:@tiny/weights@1.0.0/models/tiny.gguf');
  expect(model).toMatchObject({ id: 'tiny', sizeBytes: content.length, sha256: sha256Of(content) });
  expect(await readFile(model.path)).toEqual(content);
  expect(await readdir(dirname(model.path))).toEqual(['tiny.gguf']);
});

it.each([
  ['npm:@tiny/weights/models/other.gguf', 'MODEL_NOT_FOUND', /holds models\/tiny\.gguf/],
  ['npm:@tiny/none/models/tiny.gguf', 'UPSTREAM_FAILED', /npm ended with exit code 1.*404/],
  [`npm:@tiny/weights/models/tiny.gguf#sha256=${'a'.repeat(64)}`, 'UPSTREAM_FAILED', /wrong SHA-256/],
])('fails clearly: %s', async (reference, code, message) => {
  await expect(store.resolve(reference)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(await store.list()).toEqual([]);
});
