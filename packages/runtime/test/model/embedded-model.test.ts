import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  createModelStore,
  defaultModelsFolder,
  embeddedModel,
  estimateMemory,
  readModelMetadata,
} from '@tuneloop/runtime';
import { expect, it } from 'vitest';

const store = createModelStore({
  folder: defaultModelsFolder(process.env, process.platform),
  environment: process.env,
});

it('is resolved into the cache folder, verified, and nothing else is left there', async () => {
  const model = await store.resolve(embeddedModel.id);
  const { id, sizeBytes, sha256 } = embeddedModel;
  expect(model).toMatchObject({ id, sizeBytes, sha256 });
  expect(await readdir(dirname(model.path))).toEqual([embeddedModel.fileName]);
  expect(await store.list()).toContainEqual(model);
});

it('is found again quickly and without the network', async () => {
  await store.resolve(embeddedModel.id);
  const client = { request: () => Promise.reject(new Error('network')), close: () => Promise.resolve() };
  const run = (): Promise<never> => Promise.reject(new Error('package client'));
  const offline = createModelStore({ folder: store.folder, client, run });
  const start = performance.now();
  expect(await offline.resolve(embeddedModel.id)).toMatchObject({ id: embeddedModel.id });
  expect(performance.now() - start).toBeLessThan(500);
});

it('tells what it is', async () => {
  const { path } = await store.resolve(embeddedModel.id);
  const metadata = await readModelMetadata(path);
  expect(metadata).toMatchObject({
    architecture: 'llama',
    parameters: 134_515_008,
    quantization: 'Q4_1',
    contextLength: 8192,
    layers: 30,
    heads: 9,
    keyValueHeads: 3,
    vocabularySize: 49_152,
    tools: false,
    reasoning: false,
    embedding: false,
  });
  // llama.cpp reports a KV buffer of 180.00 MiB for this context.
  expect(estimateMemory(metadata, { contextSize: 2048, slots: 4 }).kvCacheBytes).toBe(180 * 2 ** 20);
});
