import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { testEngine, writeTestAdapter } from '../../src/testing/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

const path = await embeddedModelPath();
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-adapters-'));
const adapters = [join(folder, 'one.gguf'), join(folder, 'two.gguf')] as const;
await writeTestAdapter({ base: path, path: adapters[0], seed: 1 });
await writeTestAdapter({ base: path, path: adapters[1], seed: 2 });
afterAll(() => rm(folder, { recursive: true, force: true }));

testEngine({
  name: 'llama.cpp',
  engine: () =>
    createLlamaCppEngine({
      slots: 4,
      queueLimit: 6,
      contextSize: 512,
      threads: 1,
      gpuLayers: 0,
      flashAttention: true,
    }),
  model: { id: 'smollm2', path },
  tokenizer: true,
  promptLogprobs: true,
  contextShift: true,
  slotStates: true,
  adapters,
});
