import type { MemoryDevice, ModelMetadata } from '@tuneloop/runtime';
import { describe, expect, test } from 'vitest';
import { planModel } from './model-memory.ts';
import type { ModelSettings } from './model-settings.ts';

/** About 5 GB with 144 KiB of KV cache a token, like Qwen3 8B. */
const metadata: ModelMetadata = {
  architecture: 'qwen3',
  parameters: 8.2e9,
  quantization: 'Q4_K_M',
  contextLength: 40_960,
  embeddingLength: 4096,
  feedForwardLength: 12_288,
  layers: 36,
  heads: 32,
  keyValueHeads: 8,
  attention: Array.from({ length: 36 }, () => ({ kvNumbersPerToken: 2048 })),
  recurrentStateBytes: 0,
  vocabularySize: 151_936,
  tools: true,
  reasoning: true,
  embedding: false,
  reranking: false,
  sizeBytes: 5.03e9,
};
const settings: ModelSettings = { queueLimit: 64, flashAttention: 'auto', contextShift: false };
const device = (id: string, gigabytes: number): MemoryDevice => ({
  id,
  kind: id === 'ram' ? 'ram' : 'gpu',
  name: id,
  totalBytes: gigabytes * 1e9,
  freeBytes: gigabytes * 1e9,
});

describe('the context', () => {
  test('is what the model was trained with where there is room', () => {
    expect(planModel(metadata, settings, [device('ram', 128)]).reckoned).toMatchObject({
      contextSize: 40_960,
      slots: 4,
    });
  });

  test('is halved until it takes at most half of what the weights leave', () => {
    const { bytes, reckoned } = planModel(metadata, settings, [device('ram', 16)]);
    const { contextSize, slots } = reckoned;
    expect({ contextSize, slots }).toEqual({ contextSize: 5120, slots: 4 });
    expect(bytes.ram).toBeLessThan(16e9);
  });

  test('is what was configured, whether it fits or not', () => {
    const plan = planModel(metadata, { ...settings, contextSize: 32_768, slots: 2 }, [device('ram', 8)]);
    expect(plan.reckoned).toMatchObject({ contextSize: 32_768, slots: 2 });
    expect(plan.bytes.ram).toBeGreaterThan(14e9);
  });
});

test('a GPU takes it all, with more slots; a small one only some layers', () => {
  const large = planModel(metadata, settings, [device('ram', 64), device('gpu0', 80)]);
  expect(large.reckoned).toMatchObject({ slots: 16, placement: { layers: { gpu0: 37 }, gpuLayers: 37 } });
  const small = planModel(metadata, { ...settings, contextSize: 4096, slots: 4 }, [
    device('ram', 64),
    device('gpu0', 6),
  ]);
  const { layers } = small.reckoned.placement;
  expect(layers.gpu0).toBeGreaterThan(10);
  expect(layers.ram).toBeGreaterThan(5);
  expect(
    planModel(metadata, { ...settings, gpuLayers: 0 }, [device('ram', 64), device('gpu0', 80)]).bytes,
  ).not.toHaveProperty('gpu0');
});
