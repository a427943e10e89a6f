import { llamaCppEngineOptionsSchema } from '@tuneloop/runtime/llama-cpp';
import { expect, test } from 'vitest';
import { configInputSchema } from './schema.ts';

const limits = [0, 1, 64, 256, 1024, 10_000, 100_000, 100_000_000];
const values = limits.flatMap((limit) => [-limit - 1, limit - 1, limit, limit + 1]);

test.each(['slots', 'queueLimit', 'contextSize', 'threads', 'gpuLayers'])(
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
