import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { writeTestEncoder, writeTestLanguageModel } from '../../src/testing/index.ts';

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-test-models-'));
  await writeTestLanguageModel({ path: file('infill.gguf') });
  await writeTestEncoder({ path: file('ranking.gguf'), pooling: 'rank' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a model with tokens for a gap', () => {
  let model: LoadedModel;
  beforeAll(async () => {
    const engine = createLlamaCppEngine({ slots: 2, threads: 1, gpuLayers: 0, flashAttention: true });
    model = await engine.load({ id: 'infill', path: file('infill.gguf') });
  });
  afterAll(() => model[Symbol.asyncDispose]());

  async function run(request: GenerateRequest) {
    let text = '';
    for await (const event of model.generate({ sampling: { temperature: 0 }, maxTokens: 8, ...request })) {
      if (event.type === 'text-delta') text += event.text;
      if (event.type === 'generation-end') return { text, usage: event.usage };
    }
    throw new Error('The generation has no end.');
  }

  it('fills the gap from what is before and after it', async () => {
    expect(model.info).toMatchObject({ architecture: 'llama', contextSize: 2048, capabilities: { infill: true } });
    const prompt = { type: 'infill', prefix: 'def f(x):', suffix: 'return y' } as const;
    const { text, usage } = await run({ prompt });
    // One token for each byte, and one before each of the three parts.
    expect(usage).toMatchObject({ promptTokens: prompt.prefix.length + prompt.suffix.length + 3, completionTokens: 8 });
    expect((await run({ prompt })).text).toBe(text);
    expect((await run({ prompt: { ...prompt, suffix: 'return z' } })).text).not.toBe(text);
  });

  it('is told of other files with the tokens that it has for them', async () => {
    const prompt = { type: 'infill', prefix: 'a', suffix: 'b' } as const;
    const files = [{ name: 'x.py', text: 'y = 1' }];
    const texts = ['<|repo_name|>project\n<|file_sep|>x.py\ny = 1\n<|file_sep|>current\n'];
    texts.push('<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>');
    expect(await model.tokenizer!.renderPrompt({ ...prompt, files })).toBe(texts.join(''));
    expect(await model.countTokens({ ...prompt, files })).toBe(
      (await model.tokenizer!.tokenize(texts.join(''))).length,
    );
  });

  it('cannot be told to end the gap by what somebody wrote', async () => {
    const prompt = { type: 'infill', prefix: '<|fim_middle|>', suffix: '' } as const;
    expect((await run({ prompt, maxTokens: 1 })).usage.promptTokens).toBe(prompt.prefix.length + 3);
  });

  it('never draws bytes that are in no UTF-8 where a grammar leaves any character', async () => {
    // In this vocabulary tokens are bytes.
    const outside = [0xc0, 0xc1, ...Array.from({ length: 11 }, (_, more) => 0xf5 + more)];
    const sampling = { temperature: 1, seed: 1, logitBias: Object.fromEntries(outside.map((byte) => [byte, 50])) };
    const request = { prompt: { type: 'text', text: 'x' }, sampling, maxTokens: 8 } as const;
    expect((await run(request)).text).toMatch(/^\uFFFD+$/);
    const grammar = 'root ::= [^a] [^b] [^c] [^d] [^e] [^f] [^g] [^h]';
    const { text } = await run({ ...request, maxTokens: 40, outputFormat: { type: 'grammar', grammar } });
    expect(Array.from(text)).toHaveLength(8);
    expect(text).not.toContain('\uFFFD');
  });

  it.each([0xe0, 0xed, 0xf0, 0xf4])('never goes on behind byte %i with one that cannot follow it', async (lead) => {
    // The first byte is the likeliest, and where it cannot stand, the lowest or highest that may follow some first byte.
    for (const follower of [0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf]) {
      const sampling = { temperature: 0, logitBias: { [lead]: 60, [follower]: 50 } };
      const request = { prompt: { type: 'text', text: 'x' }, sampling, maxTokens: 40 } as const;
      const { text } = await run({ ...request, outputFormat: { type: 'grammar', grammar: 'root ::= [^a] [^b] [^c]' } });
      expect(Array.from(text)).toHaveLength(3);
      expect(text).not.toContain('\uFFFD');
    }
  });
});

describe('a reranking model', () => {
  it('gives each document a number from 0 to 1, the same each time', async () => {
    const engine = createLlamaCppEngine({ threads: 1, gpuLayers: 0 });
    await using model = await engine.load({ id: 'ranking', path: file('ranking.gguf') });
    expect(model.info.capabilities).toMatchObject({ rerank: true, generate: false, embed: false });
    const documents = ['a train leaves at noon', 'a giant panda is a bear', 'hi', ''];
    const { scores, usage } = await model.rerank({ query: 'what is a panda?', documents });
    expect(scores).toHaveLength(4);
    for (const score of scores) expect(score > 0 && score < 1).toBe(true);
    expect(new Set(scores).size).toBe(4);
    expect(usage.promptTokens).toBeGreaterThan(40);
    const reversed = await model.rerank({ query: 'what is a panda?', documents: documents.toReversed() });
    expect(reversed.scores).toEqual(scores.toReversed());
    const alone = await model.rerank({ query: 'what is a panda?', documents: [documents[1]!] });
    expect(alone.scores).toEqual([scores[1]]);

    await expect(model.rerank({ query: 'q', documents: ['ok', 'x'.repeat(200)] })).rejects.toMatchObject({
      code: 'CONTEXT_OVERFLOW',
      details: { document: 1 },
    });
    const generation = model.generate({ prompt: { type: 'text', text: 'x' }, maxTokens: 1 });
    await expect(generation[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(model.embed({ inputs: ['x'] })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('an embedding model', () => {
  it('makes a vector of each input, the same each time', async () => {
    await writeTestEncoder({ path: file('embedding.gguf'), pooling: 'mean' });
    const engine = createLlamaCppEngine({ threads: 1, gpuLayers: 0 });
    await using model = await engine.load({ id: 'embedding', path: file('embedding.gguf') });
    expect(model.info.capabilities).toMatchObject({ rerank: false, generate: false, embed: true });
    const { embeddings, usage } = await model.embed({ inputs: ['a panda', 'a train', 'a panda'] });
    expect(embeddings.map(({ length }) => length)).toEqual([32, 32, 32]);
    expect(embeddings[2]).toEqual(embeddings[0]);
    expect(embeddings[1]).not.toEqual(embeddings[0]);
    expect(usage.promptTokens).toBeGreaterThan(15);
    const generation = model.generate({ prompt: { type: 'text', text: 'x' }, maxTokens: 1 });
    await expect(generation[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('test models', () => {
  it('are the same for the same seed, and others for another', async () => {
    await writeTestLanguageModel({ path: file('again.gguf'), seed: 1 });
    await writeTestLanguageModel({ path: file('other.gguf'), seed: 2 });
    const [first, again, other] = await Promise.all(
      ['infill', 'again', 'other'].map((name) => readFile(file(`${name}.gguf`))),
    );
    expect(again!.equals(first!)).toBe(true);
    expect(other!.equals(first!)).toBe(false);
  });
});
