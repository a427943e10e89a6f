import type { GenerateRequest, GenerationEvent, LoadedModel, PromptLogprobsEvent } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

let model: LoadedModel;

beforeAll(async () => {
  const engine = createLlamaCppEngine({ slots: 2, contextSize: 256, threads: 1, gpuLayers: 0, flashAttention: true });
  model = await engine.load({ id: 'smollm2', path: await embeddedModelPath() });
});
afterAll(() => model[Symbol.asyncDispose]());

async function run(request: GenerateRequest) {
  const events: GenerationEvent[] = [];
  for await (const event of model.generate({ sampling: { temperature: 0 }, ...request })) events.push(event);
  const end = events.at(-1);
  if (end?.type !== 'generation-end') throw new Error('The generation has no end.');
  const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  const logprobs = events.flatMap((event) => (event.type === 'text-delta' ? (event.logprobs ?? []) : []));
  const scores = events.find((event): event is PromptLogprobsEvent => event.type === 'prompt-logprobs');
  return { events, end, text, logprobs, scores };
}

describe('the tokenizer', () => {
  it('gives back what it took apart', async () => {
    const text = 'Größe: 3 € – 日本語 🎉 <|im_start|>user\n';
    const tokenizer = model.tokenizer!;
    const tokens = await tokenizer.tokenize(text);
    expect(await tokenizer.detokenize(tokens)).toBe(text);
    const pieces = await tokenizer.pieces(tokens);
    expect(pieces.map(({ id }) => id)).toEqual(tokens);
    expect(Buffer.from(pieces.flatMap(({ bytes }) => bytes)).toString()).toBe(text);
  });

  it('reads control tokens only where it is told to', async () => {
    const tokenizer = model.tokenizer!;
    expect(await tokenizer.tokenize('<|im_end|>')).toHaveLength(1);
    expect((await tokenizer.tokenize('<|im_end|>', { parseSpecial: false })).length).toBeGreaterThan(1);
    expect(await tokenizer.tokenize('')).toEqual([]);
  });

  it('refuses ids that are no tokens', async () => {
    const unknown = expect.objectContaining({ code: 'INVALID_REQUEST' });
    await expect(model.tokenizer!.detokenize([10_000_000])).rejects.toEqual(unknown);
    await expect(run({ prompt: { type: 'tokens', tokens: [1, 10_000_000] } })).rejects.toEqual(unknown);
  });

  it('renders a prompt as it is counted', async () => {
    const prompt = { type: 'messages', messages: [{ role: 'user', content: 'Hello!' }] } as const;
    const rendered = await model.tokenizer!.renderPrompt({ ...prompt, messages: [...prompt.messages] });
    expect(rendered).toContain('<|im_start|>user\nHello!<|im_end|>');
    const tokens = await model.tokenizer!.tokenize(rendered, { addSpecial: true });
    expect(tokens).toHaveLength(await model.countTokens({ ...prompt, messages: [...prompt.messages] }));
  });
});

describe('a prompt that is only read', () => {
  it('ends at once and leaves its prefix in the cache', async () => {
    const prompt = { type: 'text', text: 'Once upon a time there was a lighthouse keeper called Ada. ' } as const;
    const { events, end } = await run({ prompt, maxTokens: 0 });
    expect(events.map(({ type }) => type)).toEqual(['generation-start', 'generation-end']);
    expect(end).toMatchObject({ finishReason: 'length', usage: { completionTokens: 0 }, timings: { decodeMs: 0 } });
    expect((await run({ prompt, maxTokens: 1 })).end.usage.cachedTokens).toBe(end.usage.promptTokens - 1);
  });

  it('tells how likely each token of it was, as it told when it wrote them', async () => {
    const prompt = await model.tokenizer!.tokenize('The capital of France is');
    const written = await run({ prompt: { type: 'tokens', tokens: prompt }, maxTokens: 8, logprobs: { top: 2 } });
    const tokens = [...prompt, ...written.logprobs.map(({ tokenId }) => tokenId)];
    const { scores, end } = await run({ prompt: { type: 'tokens', tokens }, maxTokens: 0, promptLogprobs: { top: 2 } });
    expect(end.usage.cachedTokens).toBe(0);
    expect(scores?.tokens.map(({ tokenId }) => tokenId)).toEqual(tokens);
    expect(scores?.tokens[0]).toMatchObject({ logprob: null, top: [] });
    for (const [place, { logprob, top }] of written.logprobs.entries()) {
      const score = scores?.tokens[prompt.length + place];
      expect(score?.logprob).toBeCloseTo(logprob, 1);
      expect(score?.top[0]?.tokenId).toBe(top[0]?.tokenId);
    }
  });

  it('scores a long prompt over several steps', async () => {
    const tokens = await model.tokenizer!.tokenize('one two three four five six seven eight nine ten '.repeat(15));
    const { scores, text } = await run({
      prompt: { type: 'tokens', tokens },
      maxTokens: 4,
      promptLogprobs: { top: 0 },
    });
    expect(scores?.tokens).toHaveLength(tokens.length);
    expect(text).not.toBe('');
    // What was seen fourteen times is no surprise any more.
    const late = scores!.tokens.slice(-40, -1).map(({ logprob }) => logprob!);
    expect(late.reduce((sum, logprob) => sum + logprob, 0) / late.length).toBeGreaterThan(-0.5);
  });
});

describe('a full context', () => {
  const prompt = { type: 'text', text: 'A very long list of fruits: apple, banana, cherry,' } as const;
  // Ending would end the test too.
  const sampling = { temperature: 0, logitBias: { 0: -100, 1: -100, 2: -100 } };

  it('ends the output, unless it may be shifted, and then says how much went', async () => {
    const ended = await run({ prompt, sampling, maxTokens: 300 });
    expect(ended.end).toMatchObject({ finishReason: 'length' });
    expect(ended.end.usage.completionTokens).toBe(256 - ended.end.usage.promptTokens);
    expect(ended.end.usage).not.toHaveProperty('discardedTokens');
    const shifted = await run({
      prompt,
      sampling,
      maxTokens: 300,
      contextShift: { enabled: true, keep: 12 },
      logprobs: { top: 0 },
    });
    expect(shifted.end.usage).toMatchObject({ completionTokens: 300, discardedTokens: 122 });
    expect(shifted.text.startsWith(ended.text)).toBe(true);
    // What was computed in sight of tokens that are gone serves nobody else.
    const read = await model.tokenizer!.tokenize(prompt.text);
    const all = [...read, ...shifted.logprobs.map(({ tokenId }) => tokenId)];
    const left = [...all.slice(0, 12), ...all.slice(12 + 122, -10)];
    const next = await run({ prompt: { type: 'tokens', tokens: left }, maxTokens: 1 });
    expect(next.end.usage.cachedTokens).toBeLessThan(left.length / 4);
  });

  it('refuses to keep all of it', async () => {
    const error = expect.objectContaining({ code: 'INVALID_REQUEST' });
    await expect(run({ prompt, contextShift: { enabled: true, keep: 256 } })).rejects.toEqual(error);
  });
});
