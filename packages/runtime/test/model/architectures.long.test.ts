import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerateRequest, LoadedModel, SlotState, TokenLogprob } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine, type LlamaCppEngineOptions } from '../../src/llama-cpp/index.ts';
import { writeTestLanguageModel, type TestArchitecture } from '../../src/testing/index.ts';

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-architectures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Longer than what a cache for a window of 32 tokens holds (768 cells). */
const story = 'Nobody knows why the whales sing at night. '.repeat(24);
const answerTokens = 12;

function load(architecture: TestArchitecture, options: LlamaCppEngineOptions = {}): Promise<LoadedModel> {
  const engine = createLlamaCppEngine({ slots: 2, threads: 1, gpuLayers: 0, flashAttention: true, ...options });
  return engine.load({ id: architecture, path: file(`${architecture}.gguf`) });
}

/** Control tokens, some of which end the output. */
const logitBias = Object.fromEntries(Array.from({ length: 6 }, (_, more) => [257 + more, -100]));

interface Run {
  output: number[];
  logprobs: number[];
  cachedTokens: number;
}

async function run(model: LoadedModel, tokens: number[], request: Partial<GenerateRequest> = {}): Promise<Run> {
  const drawn: TokenLogprob[] = [];
  for await (const event of model.generate({
    prompt: { type: 'tokens', tokens },
    maxTokens: answerTokens,
    sampling: { temperature: 0, logitBias },
    logprobs: { top: 0 },
    ...request,
  })) {
    if (event.type === 'text-delta') drawn.push(...(event.logprobs ?? []));
    if (event.type !== 'generation-end') continue;
    const { cachedTokens } = event.usage;
    return { output: drawn.map(({ tokenId }) => tokenId), logprobs: drawn.map(({ logprob }) => logprob), cachedTokens };
  }
  throw new Error('The generation has no end.');
}

/** The weights are noise, so that what a model has read shows in how likely it finds its answer, at least. */
function expectSame(one: Run, other: Run): void {
  expect(one.output).toEqual(other.output);
  for (const [place, logprob] of one.logprobs.entries()) expect(logprob).toBeCloseTo(other.logprobs[place]!, 2);
}

describe.each([
  { architecture: 'llama', divisible: true, shiftable: true },
  { architecture: 'gemma3', divisible: false, shiftable: false },
  { architecture: 'mamba', divisible: false, shiftable: false },
] as const)('$architecture', ({ architecture, divisible, shiftable }) => {
  let model: LoadedModel;
  let read: number[];
  beforeAll(async () => {
    await writeTestLanguageModel({ path: file(`${architecture}.gguf`), architecture });
    model = await load(architecture);
    read = await model.tokenizer!.tokenize(story);
  });
  afterAll(() => model[Symbol.asyncDispose]());

  /** Forgets all that was read. */
  async function forget(): Promise<void> {
    for (const slot of [0, 1]) await model.slotStates!.erase(slot);
  }

  /** A prompt, its answer, and more; and what comes when all of it is read anew. */
  async function nextTurn(): Promise<{ next: number[]; anew: Run }> {
    const { output } = await run(model, read, { reusePrefix: false });
    const next = [...read, ...output, ...(await model.tokenizer!.tokenize(' And then?'))];
    const anew = await run(model, next, { reusePrefix: false });
    expect(anew.cachedTokens).toBe(0);
    await forget();
    return { next, anew };
  }
  // The last token of an answer is never decoded.
  const held = (): number => read.length + answerTokens - 1;

  it('finds another beginning less likely or more', async () => {
    const one = await run(model, read.slice(-40), { reusePrefix: false });
    const other = await run(model, [...read.slice(-40, -20).toReversed(), ...read.slice(-20)], { reusePrefix: false });
    expect(() => expectSame(one, other)).toThrow(/expected/);
  });

  it('goes on from what is in the cache as if it had read all of it', async () => {
    const { next, anew } = await nextTurn();
    await run(model, read);
    const after = await run(model, next);
    expect(after.cachedTokens).toBe(held());
    expectSame(after, anew);
  });

  it('keeps a part of what it has read only where that can be cut', async () => {
    await forget();
    const anew = await run(model, read);
    const again = await run(model, read);
    expect(again.cachedTokens).toBe(divisible ? read.length - 1 : 0);
    expectSame(again, anew);
  });

  it('answers two at once as it does one', async () => {
    const prompts = [read, read.toReversed()];
    const alone: Run[] = [];
    for (const prompt of prompts) alone.push(await run(model, prompt, { reusePrefix: false }));
    const both = await Promise.all(prompts.map((prompt) => run(model, prompt, { reusePrefix: false })));
    expect(both.map(({ output }) => output)).toEqual(alone.map(({ output }) => output));
    for (const [place, one] of both.entries()) expectSame(one, alone[place]!);
  });

  it('restores a slot, in another one too, and goes on from there', async () => {
    const slots = model.slotStates!;
    const { next, anew } = await nextTurn();
    await run(model, read);
    const saved: SlotState[] = [];
    for (const slot of [0, 1]) saved.push(await slots.save(slot, file(`${architecture}-${slot}.bin`)));
    const slot = saved.findIndex(({ tokens }) => tokens === held());
    await forget();
    expect(await slots.restore(1 - slot, file(`${architecture}-${slot}.bin`))).toEqual(saved[slot]);
    const after = await run(model, next);
    expect(after.cachedTokens).toBe(held());
    expectSame(after, anew);
  });

  it(`${shiftable ? 'shifts' : 'refuses to shift'} a full context and guesses ahead only where that can be taken back`, async () => {
    const request = { contextShift: { enabled: true, keep: 4 }, maxTokens: 2048, reusePrefix: false } as const;
    const shifted = run(model, read, request);
    if (shiftable) expect((await shifted).output).toHaveLength(2048);
    else await expect(shifted).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    const guessing = load(architecture, { speculative: { type: 'prompt-lookup' } });
    if (shiftable) await (await guessing)[Symbol.asyncDispose]();
    else await expect(guessing).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});
