import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from '../../apps/server/test/model/running-server.ts';
import type { LoadedModel } from '../../packages/protocol/src/index.ts';
import { defaultCacheFolder, readModelMetadata } from '../../packages/runtime/src/index.ts';
import { createOnnxEngine } from '../../packages/runtime/src/onnx/index.ts';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { miniLmFolder } from './onnx/mini-lm.ts';

interface Expected {
  embedders: Record<string, { texts: string[]; vectors: number[][]; tokens: number }>;
  rerankers: Record<string, { query: string; documents: string[]; logits: number[]; tokens: number }>;
}

let folder: string;
let expected: Expected;
const engine = createOnnxEngine({ libraryFolder: join(tmpdir(), 'not-there'), offline: true, threads: 1 });

beforeAll(async () => {
  const cacheFolder = defaultCacheFolder(process.env, process.platform);
  const miniLm = await miniLmFolder(inject('python'), cacheFolder);
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-encoders-'));
  const script = fileURLToPath(new URL('onnx/make_encoders.py', import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' };
  await promisify(execFile)(inject('trainingPython'), [script, folder, miniLm], { env, maxBuffer: 2 ** 24 });
  expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Expected;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const load = (name: string): Promise<LoadedModel> => engine.load({ id: name, path: join(folder, name) });

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (let place = 0; place < a.length; place += 1) {
    product += a[place]! * b[place]!;
    ofA += a[place]! ** 2;
    ofB += b[place]! ** 2;
  }
  return product / Math.sqrt(ofA * ofB);
}

describe('embeddings', () => {
  it.each(['minilm', 'minilm-pooled', 'modernbert', 'qwen3'])('%s gives the vectors of transformers', async (name) => {
    await using model = await load(name);
    expect(model.info.capabilities).toMatchObject({ generate: false, embed: true, rerank: false });
    const { texts, vectors, tokens } = expected.embedders[name]!;
    const { embeddings, usage } = await model.embed({ inputs: texts });
    expect(usage.promptTokens).toBe(tokens);
    for (const [place, embedding] of embeddings.entries()) {
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      expect(cosine(embedding, vectors[place]!), texts[place]).toBeGreaterThan(0.9999);
    }
    const differing = cosine(embeddings[0]!, embeddings[1]!);
    expect(differing).toBeLessThan(0.999);
  });

  it('takes tokens as well as text, with those around it or without', async () => {
    await using model = await load('minilm');
    const [text] = expected.embedders['minilm']!.texts;
    const bare = await model.tokenizer!.tokenize(text!);
    const framed = await model.tokenizer!.tokenize(text!, { addSpecial: true });
    expect(framed).toEqual([101, ...bare, 102]);
    const { embeddings } = await model.embed({ inputs: [text!, bare, framed] });
    expect(embeddings[1]).toEqual(embeddings[0]);
    expect(embeddings[2]).toEqual(embeddings[0]);
    expect(await model.tokenizer!.detokenize(bare)).toBe(' the cat sat on the mat .');
    await expect(model.embed({ inputs: [[40_000]] })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('says what is too long, and what is empty', async () => {
    await using model = await load('minilm');
    expect(model.info.contextSize).toBe(256);
    await expect(model.embed({ inputs: ['short', 'long '.repeat(300)] })).rejects.toMatchObject({
      code: 'CONTEXT_OVERFLOW',
      details: { promptTokens: 302, contextSize: 256 },
    });
    await expect(model.embed({ inputs: [' '] })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(model.rerank({ query: 'a', documents: ['b'] })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    const speaking = model.generate({ prompt: { type: 'text', text: 'a' } })[Symbol.asyncIterator]();
    await expect(speaking.next()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('ranking', () => {
  it.each(['bert-ranker', 'xlm-roberta-ranker'])('%s gives the scores of transformers', async (name) => {
    await using model = await load(name);
    expect(model.info.capabilities).toMatchObject({ generate: false, embed: false, rerank: true });
    const { query, documents, logits, tokens } = expected.rerankers[name]!;
    const { scores, usage } = await model.rerank({ query, documents });
    expect(usage.promptTokens).toBe(tokens);
    for (const [place, logit] of logits.entries()) expect(scores[place]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 4);
    expect(new Set(scores.map((score) => score.toFixed(4))).size).toBeGreaterThan(3);
    const alone = await model.rerank({ query, documents: [documents[1]!] });
    expect(alone.scores[0]).toBeCloseTo(scores[1]!, 4);
    expect((await model.rerank({ query, documents: [] })).scores).toEqual([]);
    await expect(model.rerank({ query, documents: ['a', 'b '.repeat(600)] })).rejects.toMatchObject({
      code: 'CONTEXT_OVERFLOW',
      details: { document: 1 },
    });
    await expect(model.embed({ inputs: ['a'] })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('a server', () => {
  async function post(url: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    return await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  }

  it('answers /v1/embeddings with an embedding model', async () => {
    await using server = await startServer({ model: join(folder, 'minilm') });
    const { texts, vectors } = expected.embedders['minilm']!;
    const { data } = (await post(`${server.url}/v1/embeddings`, { input: texts[0] })) as {
      data: { embedding: number[] }[];
    };
    expect(cosine(data[0]!.embedding, vectors[0]!)).toBeGreaterThan(0.9999);
    const refused = await post(`${server.url}/v1/completions`, { prompt: 'a' });
    expect(refused).toMatchObject({ error: { message: expect.stringContaining('does not generate') as string } });
  });

  it('answers /v1/rerank with a model that ranks', async () => {
    await using server = await startServer({ model: join(folder, 'bert-ranker') });
    const { query, documents, logits } = expected.rerankers['bert-ranker']!;
    const asked = documents.filter((document) => document !== '');
    const { results } = (await post(`${server.url}/v1/rerank`, { query, documents: asked })) as {
      results: { index: number }[];
    };
    const logitOf = (place: number): number => logits[documents.indexOf(asked[place]!)]!;
    const byLogit = asked.map((_document, place) => place).toSorted((a, b) => logitOf(b) - logitOf(a));
    expect(results.map(({ index }) => index)).toEqual(byLogit);
  });
});

it('tells what the files say of a model, from its graph alone', async () => {
  expect(await readModelMetadata(join(folder, 'minilm'))).toMatchObject({
    format: 'onnx',
    architecture: 'bert',
    quantization: 'fp32',
    embeddingLength: 384,
    contextLength: 256,
    embedding: true,
    reranking: false,
  });
  const { parameters } = await readModelMetadata(join(folder, 'minilm'));
  expect(parameters / 22.6e6).toBeCloseTo(1, 1);
  expect(await readModelMetadata(join(folder, 'bert-ranker'))).toMatchObject({ embedding: false, reranking: true });
});

it('tells of a damaged graph', async () => {
  const damaged = join(folder, 'damaged');
  await cp(join(folder, 'bert-ranker'), damaged, { recursive: true });
  await writeFile(join(damaged, 'model.onnx'), 'no graph');
  await expect(load('damaged')).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
});
