import { GGMLQuantizationType } from '@huggingface/gguf';

/** Weights a block and bytes a block, by tensor type. */
type Block = readonly [weights: number, bytes: number];

const blocks: Readonly<Partial<Record<GGMLQuantizationType, Block>>> = {
  [GGMLQuantizationType.F64]: [1, 8],
  [GGMLQuantizationType.F32]: [1, 4],
  [GGMLQuantizationType.F16]: [1, 2],
  [GGMLQuantizationType.BF16]: [1, 2],
  [GGMLQuantizationType.I64]: [1, 8],
  [GGMLQuantizationType.I32]: [1, 4],
  [GGMLQuantizationType.I16]: [1, 2],
  [GGMLQuantizationType.I8]: [1, 1],
  [GGMLQuantizationType.Q4_0]: [32, 18],
  [GGMLQuantizationType.Q4_1]: [32, 20],
  [GGMLQuantizationType.Q5_0]: [32, 22],
  [GGMLQuantizationType.Q5_1]: [32, 24],
  [GGMLQuantizationType.Q8_0]: [32, 34],
  [GGMLQuantizationType.Q8_1]: [32, 36],
  [GGMLQuantizationType.IQ4_NL]: [32, 18],
  [GGMLQuantizationType.MXFP4]: [32, 17],
  [GGMLQuantizationType.NVFP4]: [64, 36],
  [GGMLQuantizationType.Q2_K]: [256, 84],
  [GGMLQuantizationType.Q3_K]: [256, 110],
  [GGMLQuantizationType.Q4_K]: [256, 144],
  [GGMLQuantizationType.Q5_K]: [256, 176],
  [GGMLQuantizationType.Q6_K]: [256, 210],
  [GGMLQuantizationType.Q8_K]: [256, 292],
  [GGMLQuantizationType.IQ1_S]: [256, 50],
  [GGMLQuantizationType.IQ1_M]: [256, 56],
  [GGMLQuantizationType.IQ2_XXS]: [256, 66],
  [GGMLQuantizationType.IQ2_XS]: [256, 74],
  [GGMLQuantizationType.IQ2_S]: [256, 82],
  [GGMLQuantizationType.IQ3_XXS]: [256, 98],
  [GGMLQuantizationType.IQ3_S]: [256, 110],
  [GGMLQuantizationType.IQ4_XS]: [256, 136],
  [GGMLQuantizationType.TQ1_0]: [256, 54],
  [GGMLQuantizationType.TQ2_0]: [256, 66],
};

/**
 * Bytes that a tensor takes in the file (block sizes of `ggml-common.h`); `undefined` for a type that is newer than this
 * table.
 */
export function tensorBytes(type: GGMLQuantizationType, weights: number): number | undefined {
  const block = blocks[type];
  return block === undefined ? undefined : Math.ceil(weights / block[0]) * block[1];
}

/** Bytes of one number in the KV cache, for the types that llama.cpp allows there. */
export const kvCacheTypeBytes: Readonly<Record<KvCacheType, number>> = {
  f32: 4,
  f16: 2,
  bf16: 2,
  q8_0: 34 / 32,
  q5_1: 24 / 32,
  q5_0: 22 / 32,
  q4_1: 20 / 32,
  q4_0: 18 / 32,
  iq4_nl: 18 / 32,
};

export type KvCacheType = 'f32' | 'f16' | 'bf16' | 'q8_0' | 'q5_1' | 'q5_0' | 'q4_1' | 'q4_0' | 'iq4_nl';
