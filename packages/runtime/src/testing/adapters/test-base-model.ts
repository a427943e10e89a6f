import { GGMLQuantizationType } from '@huggingface/gguf';
import { writeGguf, type GgufEntry, type TensorSource } from '../../adapters/gguf/gguf-writer.ts';

/** In ggml's order: the fastest dimension first. */
const shapes: Readonly<Record<string, [number, number]>> = {
  'blk.0.attn_q.weight': [16, 16],
  'blk.0.attn_k.weight': [16, 16],
  'blk.0.attn_v.weight': [16, 16],
  'blk.0.attn_output.weight': [16, 16],
  'blk.0.ffn_gate.weight': [16, 24],
  'blk.0.ffn_up.weight': [16, 24],
  'blk.0.ffn_down.weight': [24, 16],
};

const values: Readonly<Record<string, GgufEntry>> = {
  'general.architecture': { text: 'llama' },
  'llama.attention.head_count': { uint32: 4 },
};

/**
 * Writes a GGUF with the header and the matrices of a model of one layer: enough to make test adapters for and to check
 * adapters against, where no engine reads it. It cannot generate.
 *
 * Errors: `STORE_FAILED`.
 */
export async function writeTestBaseModel(path: string): Promise<void> {
  const tensors = Object.entries(shapes).map(([name, shape]): TensorSource => {
    return {
      name,
      shape,
      type: GGMLQuantizationType.F32,
      read: () => new Uint8Array(4 * shape[0] * shape[1]),
    };
  });
  await writeGguf(path, { values, tensors });
}
