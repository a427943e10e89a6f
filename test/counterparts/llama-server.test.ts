import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@tuneloop/protocol';
import { createLlamaServerEngine, type LlamaServerEngineOptions } from '@tuneloop/runtime/remote';
import { testEngine } from '@tuneloop/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';

/** Runs where somebody has a llama-server. */
const executable = process.env['LLAMA_SERVER_PATH'];

describe.runIf(executable !== undefined)('a real llama-server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-llama-server-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const model = { id: 'smollm2', path: await embeddedModelPath() };
  const start = (options: Partial<LlamaServerEngineOptions> = {}): Engine =>
    createLlamaServerEngine({ executable: executable ?? '', contextSize: 1024, slots: 2, threads: 2, ...options });

  const slotFolder = join(folder, 'slots');
  testEngine({
    name: 'llama-server',
    engine: () =>
      start({
        queueLimit: 4,
        slotSaveFolder: slotFolder,
        // Its cache in main memory brings back what a slot has forgotten.
        parameters: ['--cache-ram', '0'],
      }),
    model,
    embeddings: false,
    // The model's template has no place for them; with one that has, a demanded call may still come as plain text.
    toolCalls: false,
    keepsHalfStops: false,
    tokenizer: true,
    slotStates: true,
    slotFolder,
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
