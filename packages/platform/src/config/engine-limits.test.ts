import { llamaCppEngineOptionsSchema } from '@tuneloop/runtime/llama-cpp';
import { expect, test } from 'vitest';
import { configInputSchema } from './schema.ts';

const limits = [0, 1, 64, 256, 1024, 10_000, 100_000, 100_000_000];
const values = limits.flatMap((limit) => [-limit - 1, limit - 1, limit, limit + 1]);

test.each(['slots', 'queueLimit', 'queueWaitMs', 'contextSize', 'threads', 'gpuLayers'])(
  'the engine accepts every runtime.%s that the configuration accepts, and nothing lower',
  (name) => {
    const accepted = values.filter((value) => configInputSchema.safeParse({ runtime: { [name]: value } }).success);
    const refusedByEngine = accepted.filter(
      (value) => !llamaCppEngineOptionsSchema.safeParse({ [name]: value }).success,
    );
    expect(accepted).not.toEqual([]);
    expect(refusedByEngine).toEqual([]);
    const lower = Math.min(...accepted) - 1;
    expect(llamaCppEngineOptionsSchema.safeParse({ [name]: lower }).success).toBe(false);
  },
);

test.each([
  { kvCacheType: 'q8_0' },
  { kvCacheType: { key: 'q8_0', value: 'f16' } },
  { rope: { scaling: 'yarn', factor: 4, originalContext: 2048, freqBase: 10_000 } },
  { speculative: { type: 'prompt-lookup', maxTokens: 64, minNgram: 1, maxNgram: 32 } },
  { speculative: { type: 'draft', path: '/draft.gguf', maxTokens: 1 } },
  { gpu: 1, tensorSplit: [1, 2] },
])('the engine accepts the settings of a model: %j', (settings) => {
  const parsed = configInputSchema.safeParse({ models: { a: { reference: './a.gguf', ...settings } } });
  expect(parsed.success).toBe(true);
  const { a } = (parsed.data as { models: Record<string, Record<string, unknown>> }).models;
  const { reference: _reference, gpu, ...options } = a!;
  const gpus = gpu === undefined ? undefined : [gpu].flat();
  expect(llamaCppEngineOptionsSchema.safeParse({ ...options, gpus })).toMatchObject({ success: true });
});
