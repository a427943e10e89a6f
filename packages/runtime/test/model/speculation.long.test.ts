import type { GenerateRequest, GenerationEvent, LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine, type LlamaCppEngineOptions } from '../../src/llama-cpp/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

const path = await embeddedModelPath();
const code = 'function add(first, second) {\n  return first + second;\n}\n';
const prompt = { type: 'text', text: `${code}\n${code}\n${code}\n` } as const;

function load(options: LlamaCppEngineOptions): Promise<LoadedModel> {
  const engine = createLlamaCppEngine({
    slots: 2,
    contextSize: 512,
    threads: 1,
    gpuLayers: 0,
    flashAttention: true,
    ...options,
  });
  return engine.load({ id: 'smollm2', path });
}

async function run(model: LoadedModel, request: Partial<GenerateRequest> = {}) {
  const events: GenerationEvent[] = [];
  const settings: GenerateRequest = { prompt, sampling: { temperature: 0 }, maxTokens: 48, ...request };
  for await (const event of model.generate(settings)) events.push(event);
  const end = events.at(-1);
  if (end?.type !== 'generation-end') throw new Error('The generation has no end.');
  const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  return { text, end, usage: end.usage, timings: end.timings };
}

const seeded = { temperature: 1, seed: 7, topK: 0, topP: 1, minP: 0 };
const listSchema = { type: 'array', items: { type: 'string', enum: ['left', 'right'] }, minItems: 3, maxItems: 5 };
let plain: LoadedModel;

beforeAll(async () => {
  plain = await load({});
});
afterAll(() => plain[Symbol.asyncDispose]());

describe.each<[string, LlamaCppEngineOptions['speculative']]>([
  ['prompt lookup', { type: 'prompt-lookup' }],
  // The model guesses for itself, so that nearly all guesses must be right.
  ['a draft model', { type: 'draft', path }],
])('guessing ahead by %s', (_, speculative) => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await load({ speculative });
  });
  afterAll(() => model[Symbol.asyncDispose]());

  it('writes what is written without it, and says how much was guessed right', async () => {
    const expected = await run(plain);
    const guessed = await run(model);
    expect(guessed.text).toBe(expected.text);
    expect(guessed.usage.completionTokens).toBe(expected.usage.completionTokens);
    expect(guessed.timings.acceptedDraftTokens).toBeGreaterThan(16);
    expect(guessed.timings.draftTokens).toBeGreaterThanOrEqual(guessed.timings.acceptedDraftTokens!);
    expect(expected.timings).not.toHaveProperty('draftTokens');
  });

  it('draws the same tokens from a seed', async () => {
    expect((await run(model, { sampling: seeded })).text).toBe((await run(plain, { sampling: seeded })).text);
  });

  it('keeps to grammars, stop strings and the number of tokens', async () => {
    const formatted = await run(model, { outputFormat: { type: 'json-schema', schema: listSchema } });
    for (const word of JSON.parse(formatted.text) as string[]) expect(['left', 'right']).toContain(word);
    const { text } = await run(model);
    const stop = text.slice(20, 28);
    const stopped = await run(model, { stop: [stop] });
    expect(stopped.end).toMatchObject({ finishReason: 'stop', stopSequence: stop });
    expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
    expect((await run(model, { maxTokens: 5 })).usage.completionTokens).toBe(5);
  });

  it('leaves a cache that the next request can go on from', async () => {
    const { text } = await run(model);
    const next: Partial<GenerateRequest> = { prompt: { type: 'text', text: prompt.text + text }, maxTokens: 16 };
    const resumed = await run(model, next);
    expect(resumed.usage.cachedTokens).toBeGreaterThan(resumed.usage.promptTokens / 2);
    expect(resumed.text).toBe((await run(plain, { ...next, reusePrefix: false })).text);
  });

  it('serves two at once', async () => {
    const outputs = await Promise.all([run(model), run(model, { prompt: { type: 'text', text: 'Once upon a time' } })]);
    for (const { usage } of outputs) expect(usage.completionTokens).toBeGreaterThan(0);
  });
});

describe('stored keys and values', () => {
  it('may be quantised, which turns flash attention on', async () => {
    await using model = await load({ kvCacheType: { key: 'q8_0', value: 'q8_0' }, flashAttention: false });
    expect((await run(model)).text.slice(0, 24)).toBe((await run(plain)).text.slice(0, 24));
    const choice = model.info.choices.find(({ name }) => name === 'flash attention');
    expect(choice).toMatchObject({ value: 'on', reason: 'quantised values need it' });
    expect((await model.status()).memoryBytes).toBeGreaterThan(0);
  });
});
