import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  modelBytes,
  serveContent,
  sha256Of,
  startServer,
  type TestServer,
} from '../../../test/download/range-server.ts';
import { createModelStore } from '../model-store.ts';
import type { ModelStore } from '../resolved-model.ts';

const content = modelBytes(5000);
const sha256 = sha256Of(content);
const layers = [
  { mediaType: 'application/vnd.ollama.image.license', digest: `sha256:${'0'.repeat(64)}`, size: 10 },
  { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${sha256}`, size: content.length },
];

let folder: string;
let modelsFolder: string;
let registry: TestServer;
let store: ModelStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-ollama-'));
  modelsFolder = join(folder, 'ollama');
  registry = await startServer((request, response) => {
    if (request.url === '/v2/library/tiny/manifests/1b') return void response.end(JSON.stringify({ layers }));
    if (request.url === '/v2/library/tensors/manifests/latest') return void response.end('{"layers":[]}');
    if (request.url === `/v2/library/tiny/blobs/sha256:${sha256}`) return serveContent(request, response, content);
    return void response.writeHead(404).end();
  });
  store = createModelStore({ folder: join(folder, 'store'), ollama: { registry: registry.url, modelsFolder } });
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it('is downloaded from the registry by its digest', async () => {
  expect(await store.resolve('ollama:tiny:1b')).toEqual({
    id: 'tiny-1b',
    reference: 'ollama:tiny:1b',
    path: join(folder, 'store', 'ollama', 'library', 'tiny', `1b-${sha256.slice(0, 12)}.gguf`),
    sizeBytes: content.length,
    sha256,
  });
});

it("is used where it lies in Ollama's own folder", async () => {
  const manifests = join(modelsFolder, 'manifests', 'registry.ollama.ai', 'library', 'tiny');
  await mkdir(manifests, { recursive: true });
  await writeFile(join(manifests, '1b'), JSON.stringify({ layers }));
  await mkdir(join(modelsFolder, 'blobs'));
  const path = join(modelsFolder, 'blobs', `sha256-${sha256}`);
  await writeFile(path, content);
  const expected = { id: 'tiny-1b', reference: 'ollama:tiny:1b', path, sizeBytes: content.length, sha256 };
  expect(await store.find('ollama:tiny:1b')).toEqual(expected);
  expect(await store.resolve('ollama:tiny:1b', { offline: true })).toEqual(expected);
  expect(registry.requests).toEqual([]);
  await expect(store.remove('ollama:tiny:1b')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it.each([
  ['ollama:none', 'MODEL_NOT_FOUND', /answers 404\. Check the model's name and tag/],
  ['ollama:tensors', 'UNSUPPORTED', /has no GGUF file/],
  [`ollama:tiny:1b#sha256=${'a'.repeat(64)}`, 'UPSTREAM_FAILED', /is now another file/],
])('fails clearly: %s', async (reference, code, message) => {
  await expect(store.resolve(reference)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
