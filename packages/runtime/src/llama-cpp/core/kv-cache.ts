import type { GgmlType, LlamaContextOptions } from 'node-llama-cpp';
import type { KvCacheType } from '../../models/gguf/tensor-size.ts';

/** How keys and values are stored; both are `f16` by default. */
export interface KvCacheTypes {
  key?: KvCacheType | undefined;
  value?: KvCacheType | undefined;
}

const plain: ReadonlySet<KvCacheType> = new Set(['f32', 'f16', 'bf16']);

/** llama.cpp reads quantised values in its flash attention only. */
export function needsFlashAttention(types: KvCacheTypes | undefined): boolean {
  return types?.value !== undefined && !plain.has(types.value);
}

/** For `createContext`. */
export function kvCacheOptions(
  types: KvCacheTypes | undefined,
): Pick<LlamaContextOptions, 'experimentalKvCacheKeyType' | 'experimentalKvCacheValueType'> {
  return {
    ...(types?.key !== undefined && { experimentalKvCacheKeyType: ggmlType(types.key) }),
    ...(types?.value !== undefined && { experimentalKvCacheValueType: ggmlType(types.value) }),
  };
}

/** For estimates of memory. */
export function kvCacheEstimate(types: KvCacheTypes | undefined): {
  kvCacheKeyType?: GgmlType;
  kvCacheValueType?: GgmlType;
} {
  return {
    ...(types?.key !== undefined && { kvCacheKeyType: ggmlType(types.key) }),
    ...(types?.value !== undefined && { kvCacheValueType: ggmlType(types.value) }),
  };
}

/** ggml's own numbers (`enum ggml_type`). A library that has them as a table would be loaded with the engine's process. */
const ggmlTypes: Readonly<Record<KvCacheType, unknown>> = {
  f32: 0,
  f16: 1,
  q4_0: 2,
  q4_1: 3,
  q5_0: 6,
  q5_1: 7,
  q8_0: 8,
  iq4_nl: 20,
  bf16: 30,
};

function ggmlType(type: KvCacheType): GgmlType {
  return ggmlTypes[type] as GgmlType;
}
