import { GGMLQuantizationType } from '@huggingface/gguf';
import { expect, it } from 'vitest';
import { kvCacheTypeBytes, type KvCacheType } from '../../models/gguf/tensor-size.ts';
import { kvCacheEstimate, kvCacheOptions, needsFlashAttention } from './kv-cache.ts';

it.each(Object.keys(kvCacheTypeBytes) as KvCacheType[])('names %s by the number that GGUF has for it', (type) => {
  const number = GGMLQuantizationType[type.toUpperCase() as keyof typeof GGMLQuantizationType] as number;
  expect(kvCacheOptions({ key: type, value: type })).toEqual({
    experimentalKvCacheKeyType: number,
    experimentalKvCacheValueType: number,
  });
  expect(kvCacheEstimate({ value: type })).toEqual({ kvCacheValueType: number });
});

it('needs flash attention for quantised values alone', () => {
  expect(needsFlashAttention({ key: 'q8_0' })).toBe(false);
  expect(needsFlashAttention({ value: 'bf16' })).toBe(false);
  expect(needsFlashAttention({ value: 'q4_0' })).toBe(true);
  expect(needsFlashAttention(undefined)).toBe(false);
  expect(kvCacheOptions(undefined)).toEqual({});
});
