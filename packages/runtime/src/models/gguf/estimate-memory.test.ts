import { expect, it } from 'vitest';
import { estimateMemory } from './estimate-memory.ts';
import type { ModelMetadata } from './model-metadata.ts';

const qwen3: ModelMetadata = {
  format: 'gguf',
  architecture: 'qwen3',
  parameters: 8_190_735_360,
  quantization: 'Q4_K_M',
  contextLength: 40_960,
  embeddingLength: 4096,
  feedForwardLength: 12_288,
  layers: 36,
  heads: 32,
  keyValueHeads: 8,
  attention: Array.from({ length: 36 }, () => ({ kvNumbersPerToken: 8 * (128 + 128) })),
  recurrentStateBytes: 0,
  vocabularySize: 151_936,
  tools: true,
  reasoning: true,
  embedding: false,
  reranking: false,
  sizeBytes: 5_027_783_488,
};

it('adds weights, KV cache and compute buffers', () => {
  const estimate = estimateMemory(qwen3, { contextSize: 8192, slots: 1 });
  // 36 layers × 8 heads × (128 + 128) numbers × 2 bytes × 8192 tokens.
  expect(estimate.kvCacheBytes).toBe(1_207_959_552);
  expect(estimate.weightsBytes).toBe(qwen3.sizeBytes);
  expect(estimate.computeBytes).toBe(4 * 512 * (151_936 + 2 * 4096));
  expect(estimate.totalBytes).toBe(estimate.weightsBytes + estimate.kvCacheBytes + estimate.computeBytes);
});

it('grows with slots and context, and shrinks with the type of the cache', () => {
  const { kvCacheBytes } = estimateMemory(qwen3, { contextSize: 4096, slots: 1 });
  expect(estimateMemory(qwen3, { contextSize: 4096, slots: 4 }).kvCacheBytes).toBe(4 * kvCacheBytes);
  expect(estimateMemory(qwen3, { contextSize: 4000, slots: 1 }).kvCacheBytes).toBe(kvCacheBytes);
  expect(estimateMemory(qwen3, { contextSize: 4096, slots: 1, kvCacheType: 'q8_0' }).kvCacheBytes).toBe(
    (kvCacheBytes * 17) / 32,
  );
  expect(estimateMemory(qwen3, { contextSize: 4096, slots: 1, kvCacheType: { value: 'q8_0' } }).kvCacheBytes).toBe(
    (kvCacheBytes * 49) / 64,
  );
});

it('keeps a window and a batch for layers with a sliding window', () => {
  const windowed = { ...qwen3, attention: [{ kvNumbersPerToken: 10 }, { kvNumbersPerToken: 10, window: 1024 }] };
  expect(estimateMemory(windowed, { contextSize: 8192, slots: 1 }).kvCacheBytes).toBe(2 * 10 * (8192 + 1536));
  expect(estimateMemory(windowed, { contextSize: 1024, slots: 1 }).kvCacheBytes).toBe(2 * 10 * (1024 + 1024));
});

it('keeps the attention scores of a batch without flash attention', () => {
  const scores = estimateMemory(qwen3, { contextSize: 8192, slots: 1, flashAttention: false });
  expect(scores.computeBytes).toBe(4 * 512 * (32 * 8192 + 2 * 4096));
});

it('counts the state of recurrent layers for each slot', () => {
  const hybrid = { ...qwen3, attention: [], recurrentStateBytes: 1000 };
  expect(estimateMemory(hybrid, { contextSize: 8192, slots: 3 }).kvCacheBytes).toBe(3000);
});
