import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@tuneloop/protocol';
import { createLlamaServerEngine, type LlamaServerEngineOptions } from '@tuneloop/runtime/remote';
import { testEngine, writeTestEncoder, writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { openLlamaCppBundle } from '../../packages/runtime/test/bundle/llama-cpp-bundle.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';

/** Runs where somebody has a llama-server. */
const executable = process.env['LLAMA_SERVER_PATH'];

describe.runIf(executable !== undefined)('a real llama-server (LLAMA_SERVER_PATH)', async () => {
  if (executable === undefined) return;
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-llama-server-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const model = { id: 'smollm2', path: await embeddedModelPath() };
  const start = (options: Partial<LlamaServerEngineOptions> = {}): Engine =>
    createLlamaServerEngine({ executable, contextSize: 1024, slots: 2, threads: 1, ...options });

  // The model's own has no place for tools.
  const template = join(folder, 'template.jinja');
  await using bundle = await openLlamaCppBundle();
  await writeFile(template, await bundle.chatTemplate('Qwen-Qwen2.5-7B-Instruct'));
  const slotFolder = join(folder, 'slots');
  testEngine({
    name: 'llama-server',
    engine: () =>
      start({
        queueLimit: 4,
        slotSaveFolder: slotFolder,
        // Its cache in main memory brings back what a slot has forgotten.
        parameters: ['--cache-ram', '0', '--chat-template-file', template],
      }),
    model,
    embeddings: false,
    keepsHalfStops: false,
    tokenizer: true,
    slotStates: true,
    slotFolder,
  });

  it('fills gaps where the model has tokens for them', async () => {
    const path = join(folder, 'language.gguf');
    await writeTestLanguageModel({ path, seed: 1 });
    // Other files get what the context has beyond a batch.
    const parameters = ['--batch-size', '64'];
    await using loaded = await start({ contextSize: 256, parameters }).load({ id: 'language', path });
    expect(loaded.info.capabilities.infill).toBe(true);
    const prompt = { type: 'infill', prefix: 'return ', suffix: ';\n' } as const;
    const events = [];
    for await (const event of loaded.generate({ prompt, maxTokens: 4 })) events.push(event);
    const end = events.at(-1);
    expect(end).toMatchObject({ type: 'generation-end', usage: { completionTokens: 4 } });
    const { promptTokens = 0 } = end?.type === 'generation-end' ? end.usage : {};
    expect(promptTokens).toBeGreaterThan(3);
    expect(await loaded.countTokens(prompt)).toBe(promptTokens);
    const files = [{ name: 'a.ts', text: 'let a = 1;' }];
    expect(await loaded.countTokens({ ...prompt, files })).toBeGreaterThan(promptTokens);
  });

  it('ranks documents where it was started for that', async () => {
    const path = join(folder, 'encoder.gguf');
    await writeTestEncoder({ path, seed: 1, pooling: 'rank' });
    await using loaded = await start({ contextSize: 128, parameters: ['--reranking'] }).load({ id: 'encoder', path });
    expect(loaded.info.capabilities.rerank).toBe(true);
    const { scores, usage } = await loaded.rerank({ query: 'a panda', documents: ['a bear', 'a train at noon'] });
    expect(scores).toHaveLength(2);
    expect(scores.filter((score) => score < 0 || score > 1)).toEqual([]);
    expect(usage.promptTokens).toBeGreaterThan(2);
  });

  it('is not sent what it would leave out without a word', async () => {
    await using loaded = await start().load(model);
    expect(loaded.info.capabilities.tools).toBe(false);
    expect(loaded.slotStates).toBeUndefined();
    const prompt = { type: 'messages', messages: [{ role: 'user', content: 'Look around.' }] } as const;
    const asked = loaded.generate({
      prompt: { ...prompt, messages: [...prompt.messages] },
      tools: [{ name: 'look', parameters: true }],
    });
    await expect(asked[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});
