import { ggufBytes, llamaValues, type GgufValue } from './gguf-bytes.ts';

/** Two heads of 8 in two layers, one key-value head, embeddings of 16, feed-forward layers of 24, three tokens. */
export const baseTensors: Readonly<Record<string, readonly number[]>> = {
  'token_embd.weight': [16, 3],
  ...Object.fromEntries(
    [0, 1].flatMap((layer) => [
      [`blk.${layer}.attn_q.weight`, [16, 16]],
      [`blk.${layer}.attn_k.weight`, [16, 8]],
      [`blk.${layer}.attn_v.weight`, [16, 8]],
      [`blk.${layer}.attn_output.weight`, [16, 16]],
      [`blk.${layer}.ffn_gate.weight`, [16, 24]],
      [`blk.${layer}.ffn_up.weight`, [16, 24]],
      [`blk.${layer}.ffn_down.weight`, [24, 16]],
    ]),
  ),
};

/** Where queries, keys and values, and the two halves of the gate, are one matrix. */
const fusedTensors: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  [0, 1].flatMap((layer) => [
    [`blk.${layer}.attn_qkv.weight`, [16, 32]],
    [`blk.${layer}.attn_output.weight`, [16, 16]],
    [`blk.${layer}.ffn_up.weight`, [16, 48]],
    [`blk.${layer}.ffn_down.weight`, [24, 16]],
  ]),
);

/** A model file with every matrix that adapters change, of another architecture if wanted. */
export function baseModelBytes(architecture = 'llama', overrides: Readonly<Record<string, GgufValue>> = {}): Buffer {
  const values = llamaValues({
    'general.architecture': architecture,
    [`${architecture}.attention.head_count`]: 2,
    [`${architecture}.attention.head_count_kv`]: 1,
    ...overrides,
  });
  const tensors = Object.entries(architecture === 'phi3' ? fusedTensors : baseTensors).map(([name, shape]) => {
    return { name, shape, bytes: 4 * shape.reduce((product, length) => product * length, 1) };
  });
  return ggufBytes({ values, tensors });
}
