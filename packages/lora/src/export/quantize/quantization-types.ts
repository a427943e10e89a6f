import { TuneloopError } from '@tuneloop/protocol';

/** How weights are stored in a GGUF, by llama.cpp's names. */
export type QuantizationType = keyof typeof types;

/**
 * `fileType`: llama.cpp's `llama_ftype`. `bits`: a weight on the average, in models of some billion weights; small ones
 * have a larger share in their embeddings, which are kept more precisely. Types that need an importance matrix are left
 * out.
 */
const types = {
  F32: { fileType: 0, bits: 32 },
  F16: { fileType: 1, bits: 16 },
  BF16: { fileType: 32, bits: 16 },
  Q8_0: { fileType: 7, bits: 8.5 },
  Q6_K: { fileType: 18, bits: 6.6 },
  Q5_K_M: { fileType: 17, bits: 5.7 },
  Q5_K_S: { fileType: 16, bits: 5.6 },
  Q5_1: { fileType: 9, bits: 6 },
  Q5_0: { fileType: 8, bits: 5.6 },
  Q4_K_M: { fileType: 15, bits: 4.9 },
  Q4_K_S: { fileType: 14, bits: 4.6 },
  Q4_1: { fileType: 3, bits: 5.1 },
  Q4_0: { fileType: 2, bits: 4.6 },
  IQ4_NL: { fileType: 25, bits: 4.6 },
  IQ4_XS: { fileType: 30, bits: 4.4 },
  Q3_K_L: { fileType: 13, bits: 4.3 },
  Q3_K_M: { fileType: 12, bits: 4 },
  Q3_K_S: { fileType: 11, bits: 3.6 },
  Q2_K: { fileType: 10, bits: 3.2 },
} as const;

export const quantizationTypes: readonly QuantizationType[] = Object.keys(types) as QuantizationType[];

export function fileTypeOf(type: QuantizationType): number {
  return types[type].fileType;
}

/** Bytes that a model of so many weights may take, with room for what its embeddings take more. */
export function quantizedBytes(type: QuantizationType, parameters: number): number {
  const largest = Math.min(32, types[type].bits * 1.4);
  return Math.ceil((parameters * largest) / 8);
}

/** Whether weights of this type hold all that was trained; others have lost a part already. */
export function isFloatingPoint(quantization: string): boolean {
  return ['F32', 'F16', 'BF16'].includes(quantization);
}

/** Reads a name in whatever case. Errors: `INVALID_REQUEST`, with the names that there are. */
export function parseQuantizationType(text: string): QuantizationType {
  const name = text.toUpperCase();
  const type = quantizationTypes.find((one) => one === name);
  if (type !== undefined) return type;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `There is no quantisation ${JSON.stringify(text)}. Take one of ${quantizationTypes.join(', ')}.`,
  );
}
