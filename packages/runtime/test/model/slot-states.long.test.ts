import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerateRequest, LoadedModel, SlotStates } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine, type LlamaCppEngineOptions } from '../../src/llama-cpp/index.ts';
import { writeTestLanguageModel } from '../../src/testing/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

const settings: LlamaCppEngineOptions = {
  slots: 2,
  contextSize: 512,
  threads: 1,
  gpuLayers: 0,
  flashAttention: true,
  adapterMemoryBytes: 0,
};
const prompt = { type: 'text', text: 'The keeper of the lighthouse wrote a letter every night. '.repeat(8) } as const;

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-slot-states-'));
  await writeTestLanguageModel({ path: file('noise.gguf') });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** By default one that is there at once, and says nothing that makes sense. */
async function load(options: LlamaCppEngineOptions = {}, path = file('noise.gguf')): Promise<LoadedModel> {
  return createLlamaCppEngine({ ...settings, ...options }).load({ id: 'm', path });
}

/** Of the model of noise: they would end its output. */
const logitBias = Object.fromEntries(Array.from({ length: 6 }, (_, more) => [257 + more, -100]));

function slots(model: LoadedModel): SlotStates {
  if (model.slotStates === undefined) throw new Error('The model cannot save slots.');
  return model.slotStates;
}

async function run(model: LoadedModel, request: Partial<GenerateRequest> = {}) {
  let text = '';
  let cachedTokens = 0;
  let promptTokens = 0;
  const tokens: number[] = [];
  for await (const event of model.generate({ prompt, maxTokens: 12, sampling: { temperature: 0 }, ...request })) {
    if (event.type === 'generation-start') ({ cachedTokens, promptTokens } = event);
    if (event.type !== 'text-delta') continue;
    text += event.text;
    tokens.push(...(event.logprobs ?? []).map(({ tokenId }) => tokenId));
  }
  return { text, tokens, cachedTokens, promptTokens };
}

/** The slot that holds the prompt. */
async function saveAll(model: LoadedModel, least: number): Promise<{ slot: number; path: string; tokens: number }> {
  for (let slot = 0; slot < model.info.slots; slot++) {
    const path = file(`slot-${slot}.bin`);
    const { tokens, sizeBytes } = await slots(model).save(slot, path);
    expect((await stat(path)).size).toBe(sizeBytes);
    if (tokens >= least) return { slot, path, tokens };
  }
  throw new Error('No slot holds the prompt.');
}

describe('a saved slot', () => {
  it('outlives the server and the engine’s process, and lands in another slot', async () => {
    const path = await embeddedModelPath();
    await using first = await load({}, path);
    const before = await run(first);
    expect(before.cachedTokens).toBe(0);
    const { slot, path: saved, tokens } = await saveAll(first, before.promptTokens);
    await first[Symbol.asyncDispose]();

    await using second = await load({}, path);
    const other = 1 - slot;
    expect(await slots(second).restore(other, saved)).toMatchObject({ tokens });
    const after = await run(second);
    expect(after).toEqual({ ...before, cachedTokens: before.promptTokens - 1 });

    process.kill((await second.status()).processId!, 'SIGKILL');
    await expect.poll(async () => (await second.status()).processId).toBeUndefined();
    expect(await slots(second).restore(slot, saved)).toMatchObject({ tokens });
    expect((await run(second)).cachedTokens).toBe(before.promptTokens - 1);
  });

  it('of a shifted context serves nobody as the prefix that it looks like', async () => {
    await using model = await load({ contextSize: 512, slots: 1 });
    const read = await model.tokenizer!.tokenize(prompt.text);
    const sampling = { temperature: 0, logitBias };
    const shift = { contextShift: { enabled: true, keep: 4 }, maxTokens: 300, sampling, logprobs: { top: 0 } };
    const { tokens } = await run(model, shift);
    const discarded = Math.floor((512 - 4) / 2);
    const left = [...read, ...tokens].toSpliced(4, discarded).slice(0, -10);
    const { path } = await saveAll(model, left.length);
    await slots(model).erase(0);
    await slots(model).restore(0, path);
    const next = await run(model, { prompt: { type: 'tokens', tokens: left }, maxTokens: 1 });
    expect(next.cachedTokens).toBe(4);
  });
});

describe('a slot', () => {
  it('that a request is using is left alone; the requests beside it do not notice', async () => {
    await using model = await load({ contextSize: 2048 });
    const request = { maxTokens: 1500, sampling: { temperature: 0, logitBias } };
    const alone = await run(model, request);
    const running = run(model, { ...request, reusePrefix: false });
    await expect.poll(async () => model.status()).toMatchObject({ activeRequests: 1 });
    const attempts = await Promise.allSettled([0, 1].map((slot) => slots(model).save(slot, file(`busy-${slot}.bin`))));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(attempts.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'BUSY' } });
    expect((await running).text).toBe(alone.text);
  });

  it('is not restored from what is not its own', async () => {
    await using model = await load();
    await run(model);
    const { path } = await saveAll(model, 20);
    const whole = await readFile(path);
    const bad: [name: string, bytes: Buffer][] = [
      ['empty.bin', Buffer.alloc(0)],
      ['half.bin', whole.subarray(0, whole.length / 2)],
      ['flipped.bin', flipped(whole, Math.floor(whole.length / 3))],
      ['model.bin', await readFile(file('noise.gguf'))],
    ];
    for (const [name, bytes] of bad) {
      await writeFile(file(name), bytes);
      await expect(slots(model).restore(0, file(name)), name).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    }
    await mkdir(file('folder'));
    await expect(slots(model).restore(0, file('folder'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(slots(model).restore(0, file('none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(slots(model).save(0, join(folder, 'none', 'x'))).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    const cancelled = slots(model).restore(0, path, { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'ABORTED' });

    await using foreign = await load({ flashAttention: false });
    await copyFile(path, file('copy.bin'));
    await expect(slots(foreign).restore(0, file('copy.bin'))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('flash attention'),
    });
    expect((await run(foreign)).text).not.toBe('');
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});

function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place]! ^= 1;
  return copy;
}
