import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedModel } from '@tuneloop/protocol';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { writeTestEncoder, writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModelProvider } from '../../src/models/create-model-provider.ts';
import { startServer, type TestServer } from '../start-server.ts';

let folder: string;
let models: LoadedModel[];
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-server-models-'));
  const path = (name: string): string => join(folder, `${name}.gguf`);
  await writeTestLanguageModel({ path: path('code') });
  await writeTestEncoder({ path: path('ranking'), pooling: 'rank' });
  const engine = createLlamaCppEngine({ slots: 1, threads: 1, gpuLayers: 0, flashAttention: true });
  models = [await engine.load({ id: 'code', path: path('code') })];
  models.push(await engine.load({ id: 'ranking', path: path('ranking') }));
  server = await startServer({ models: createModelProvider(models), slotSaveFolder: join(folder, 'slots') });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  for (const model of models) await model[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function post(path: string, body: unknown, status = 200): Promise<Record<string, unknown>> {
  const response = await server.post(path, body);
  const answer = (await response.json()) as Record<string, unknown>;
  expect(answer, JSON.stringify(answer)).toSatisfy(() => response.status === status);
  return answer;
}

test('/infill fills a gap, and only where the model can', async () => {
  const gap = { input_prefix: 'def f(x):\n  return ', input_suffix: '\n', temperature: 0, n_predict: 8 };
  const first = await post('/infill', { ...gap, model: 'code' });
  expect(first).toMatchObject({ tokens_predicted: 8, stop_type: 'limit' });
  expect(await post('/infill', { ...gap, model: 'code' })).toMatchObject({ content: first['content'] });
  expect(await post('/infill', { ...gap, model: 'ranking' }, 400)).toMatchObject({ error: { code: 'unsupported' } });
});

test('/v1/rerank ranks, and only where the model can', async () => {
  const question = { query: 'what is a panda?', documents: ['a train leaves at noon', 'a giant panda is a bear'] };
  const { results } = await post('/v1/rerank', { ...question, model: 'ranking' });
  const ranked = results as { index: number; relevance_score: number }[];
  expect(ranked.map(({ index }) => index)).toEqual(expect.arrayContaining([0, 1]));
  expect(ranked[0]!.relevance_score).toBeGreaterThan(ranked[1]!.relevance_score);
  expect(ranked[1]!.relevance_score).toBeGreaterThan(0);
  expect(await post('/v1/rerank', { ...question, model: 'code' }, 400)).toMatchObject({
    error: { code: 'unsupported' },
  });
});

test('/slots keeps a prompt on disk', async () => {
  const request = { model: 'code', prompt: 'a long story about a lighthouse', n_predict: 4, temperature: 0 };
  const { tokens_evaluated: tokens } = await post('/completion', request);
  const file = { filename: 'story.bin' };
  const saved = await post('/slots/0?action=save&model=code', file);
  expect(saved['n_saved']).toBeGreaterThanOrEqual(tokens as number);
  expect(await post('/slots/0?action=erase&model=code', {})).toMatchObject({ n_erased: saved['n_saved'] });
  expect(await post('/slots/0?action=restore&model=code', file)).toMatchObject({
    n_restored: saved['n_saved'],
    n_read: saved['n_written'],
  });
  expect(await post('/completion', request)).toMatchObject({ tokens_cached: (tokens as number) - 1 });
});
