import { GGMLQuantizationType } from '@huggingface/gguf';
import { writeGguf, type GgufEntry, type TensorSource } from '../../src/adapters/gguf/gguf-writer.ts';

/** The parts of a LoRA file that a test may want otherwise. */
export interface LoraFile {
  values?: Readonly<Record<string, GgufEntry>>;
  /** Shapes in ggml's order, of F32 tensors. */
  shapes?: Readonly<Record<string, readonly number[]>>;
  fill?: number;
}

/** Fits `tinyModel()` with `tinyModelShapes`. */
export const loraShapes = { 'blk.0.attn_q.weight.lora_a': [64, 4], 'blk.0.attn_q.weight.lora_b': [4, 64] } as const;

export const loraValues: Readonly<Record<string, GgufEntry>> = {
  'general.architecture': { text: 'llama' },
  'general.type': { text: 'adapter' },
  'general.name': { text: 'Pirate' },
  'adapter.type': { text: 'lora' },
  'adapter.lora.alpha': { float32: 8 },
};

export async function writeLora(path: string, { values, shapes = loraShapes, fill = 0 }: LoraFile = {}): Promise<void> {
  await writeGguf(path, { values: { ...loraValues, ...values }, tensors: Object.entries(shapes).map(toTensor(fill)) });
}

const toTensor =
  (fill: number) =>
  ([name, shape]: [string, readonly number[]]): TensorSource => {
    const weights = shape.reduce((product, length) => product * length, 1);
    return {
      name,
      shape,
      type: GGMLQuantizationType.F32,
      read: () => new Uint8Array(new Float32Array(weights).fill(fill).buffer),
    };
  };
