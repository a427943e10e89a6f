import type { LoadedModel } from '@tuneloop/protocol';
import type { MemoryDevice, ModelMetadata } from '@tuneloop/runtime';
import { describe, expect, test } from 'vitest';
import { withAdapterMemory } from './adapter-memory.ts';
import { measureModel, planModel, type ModelHeaders } from './model-memory.ts';
import type { ModelSettings } from './model-settings.ts';

/** About 5 GB with 144 KiB of KV cache a token, like Qwen3 8B. */
const metadata: ModelMetadata = {
  format: 'gguf',
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
const settings: ModelSettings = { queueLimit: 64, queueWaitMs: 60_000, flashAttention: 'auto', contextShift: false };
const device = (id: string, gigabytes: number): MemoryDevice => ({
  id,
  kind: id === 'ram' ? 'ram' : 'gpu',
  name: id,
  totalBytes: gigabytes * 1e9,
  freeBytes: gigabytes * 1e9,
});

describe('the context', () => {
  test('is what the model was trained with where there is room', () => {
    expect(planModel({ metadata }, settings, [device('ram', 128)]).reckoned).toMatchObject({
      contextSize: 40_960,
      slots: 4,
    });
  });

  test('is halved until it takes at most half of what the weights leave', () => {
    const { bytes, reckoned } = planModel({ metadata }, settings, [device('ram', 16)]);
    const { contextSize, slots } = reckoned;
    expect({ contextSize, slots }).toEqual({ contextSize: 5120, slots: 4 });
    expect(bytes.ram).toBeLessThan(16e9);
  });

  test('is what was configured, whether it fits or not', () => {
    const plan = planModel({ metadata }, { ...settings, contextSize: 32_768, slots: 2 }, [device('ram', 8)]);
    expect(plan.reckoned).toMatchObject({ contextSize: 32_768, slots: 2 });
    expect(plan.bytes.ram).toBeGreaterThan(14e9);
  });
});

test('a GPU takes it all, with more slots; a small one only some layers', () => {
  const large = planModel({ metadata }, settings, [device('ram', 64), device('gpu0', 80)]);
  expect(large.reckoned).toMatchObject({ slots: 16, placement: { layers: { gpu0: 37 }, gpuLayers: 37 } });
  const small = planModel({ metadata }, { ...settings, contextSize: 4096, slots: 4 }, [
    device('ram', 64),
    device('gpu0', 6),
  ]);
  const { layers } = small.reckoned.placement;
  expect(layers.gpu0).toBeGreaterThan(10);
  expect(layers.ram).toBeGreaterThan(5);
  expect(
    planModel({ metadata }, { ...settings, gpuLayers: 0 }, [device('ram', 64), device('gpu0', 80)]).bytes,
  ).not.toHaveProperty('gpu0');
});

test('quantised keys and values take less', () => {
  const fixed = { ...settings, contextSize: 4096, slots: 1 };
  const bytesWith = (kvCacheType: ModelSettings['kvCacheType']): number =>
    planModel({ metadata }, { ...fixed, kvCacheType }, [device('ram', 64)]).bytes.ram!;
  const cache = 4096 * 36 * 2048 * 2;
  expect(bytesWith(undefined) - bytesWith({ key: 'q8_0', value: 'q8_0' })).toBeCloseTo((cache * 15) / 32, -1);
  expect(bytesWith(undefined) - bytesWith({ key: 'q8_0' })).toBeCloseTo((cache * 15) / 64, -1);
});

describe('a draft model', () => {
  const draft: ModelMetadata = { ...metadata, contextLength: 2048, layers: 4, sizeBytes: 0.5e9 };
  const fixed = { ...settings, contextSize: 4096, slots: 1 };

  test('takes its weights and its own context beside the model', () => {
    const alone = planModel({ metadata }, fixed, [device('ram', 64)]).bytes.ram!;
    const both = planModel({ metadata, draft }, fixed, [device('ram', 64)]).bytes.ram!;
    expect(both - alone).toBeGreaterThan(0.5e9 + 2048 * 36 * 2048 * 2);
    expect(both - alone).toBeLessThan(0.5e9 + 3000 * 36 * 2048 * 2 + 1e9);
  });

  test('leaves less for the context', () => {
    const contextWith = (headers: ModelHeaders): number =>
      planModel(headers, settings, [device('ram', 12)]).reckoned.contextSize;
    expect(contextWith({ metadata, draft: { ...draft, sizeBytes: 5e9 } })).toBeLessThan(contextWith({ metadata }));
  });

  test('lies where most of the model does', () => {
    const { bytes } = planModel({ metadata, draft }, { ...fixed, gpuLayers: -1 }, [
      device('ram', 64),
      device('gpu0', 80),
    ]);
    expect(bytes).toEqual({ gpu0: expect.any(Number) });
  });
});

test('once loaded it is counted with the context and the slots that the engine chose, adapters included', () => {
  const plan = withAdapterMemory(planModel({ metadata }, settings, [device('ram', 64)]), [device('ram', 64)], {
    configured: 1e9,
    hasAdapters: false,
  });
  const model = { info: { contextSize: 2048, slots: 1 } } as LoadedModel;
  const measured = measureModel(model, plan, { headers: { metadata }, settings });
  const exact = planModel({ metadata }, { ...settings, contextSize: 2048, slots: 1 }, [device('ram', 64)]);
  expect(measured).toEqual({ ram: exact.bytes.ram! + 1e9 });
});

describe('memory for the contexts of adapters', () => {
  const devices = [device('ram', 10)];
  const plan = { bytes: { ram: 6e9 } };

  test('is what is configured', () => {
    expect(withAdapterMemory(plan, devices, { configured: 2e9, hasAdapters: false })).toEqual({
      bytes: { ram: 8e9 },
      adapterBytes: 2e9,
    });
  });

  test('is a share of what the model leaves where there are adapters, else nothing', () => {
    const withAdapters = withAdapterMemory(plan, devices, { configured: undefined, hasAdapters: true });
    expect(withAdapters).toEqual({ bytes: { ram: 7e9 }, adapterBytes: 1e9 });
    const without = withAdapterMemory(plan, devices, { configured: undefined, hasAdapters: false });
    expect(without).toEqual({ bytes: { ram: 6e9 }, adapterBytes: 0 });
  });

  test('is on the device of the model', () => {
    const onGpu = withAdapterMemory({ bytes: { ram: 1e9, gpu0: 5e9 } }, [...devices, device('gpu0', 9)], {
      configured: undefined,
      hasAdapters: true,
    });
    expect(onGpu).toEqual({ bytes: { ram: 1e9, gpu0: 6e9 }, adapterBytes: 1e9 });
  });
});
