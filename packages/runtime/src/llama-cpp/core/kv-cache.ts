import { GGMLQuantizationType } from '@huggingface/gguf';
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

/** The binding's numbers are GGUF's; its own table would load the native library. */
function ggmlType(type: KvCacheType): GgmlType {
  return GGMLQuantizationType[type.toUpperCase() as keyof typeof GGMLQuantizationType] as unknown as GgmlType;
}
