import type { GgufEntry } from '../../adapters/gguf/gguf-writer.ts';

export type TestArchitecture = 'llama' | 'gemma3' | 'mamba';

interface ArchitectureParts {
  /** Metadata, without the architecture in front of their names. */
  settings: Readonly<Record<string, GgufEntry>>;
  /** Shapes in ggml's order. */
  tensors: Readonly<Record<string, readonly number[]>>;
  /** Tensors that are not random: one value for all of their weights. */
  constants: Readonly<Record<string, number>>;
}

type Shapes = Record<string, readonly number[]>;

const width = 32;
const heads = 2;
const feedForward = 64;
const contextLength = 2048;

/** As small as llama.cpp takes them. */
export const testArchitectures: Readonly<Record<TestArchitecture, (vocabularySize: number) => ArchitectureParts>> = {
  llama: (vocabularySize) => ({
    settings: { ...attentionSettings(1), 'rope.dimension_count': { uint32: width / heads } },
    tensors: { ...outerTensors(vocabularySize), ...attentionTensors(0) },
    constants: {},
  }),
  gemma3(vocabularySize) {
    // Every sixth layer sees all tokens.
    const layers = Array.from({ length: 6 }, (_, layer) => layer);
    return {
      settings: {
        ...attentionSettings(layers.length),
        'attention.key_length': { uint32: width / heads },
        'attention.value_length': { uint32: width / heads },
        'attention.sliding_window': { uint32: 32 },
      },
      tensors: Object.assign(
        outerTensors(vocabularySize),
        ...layers.map((layer): Shapes => ({ ...attentionTensors(layer), ...furtherNorms(layer) })),
      ) as Shapes,
      constants: {},
    };
  },
  mamba(vocabularySize) {
    const inner = 2 * width;
    const [kernel, state, rank] = [4, 16, 2];
    return {
      settings: {
        ...commonSettings(1),
        feed_forward_length: { uint32: 0 },
        'attention.head_count': { uint32: 0 },
        'ssm.conv_kernel': { uint32: kernel },
        'ssm.inner_size': { uint32: inner },
        'ssm.state_size': { uint32: state },
        'ssm.time_step_rank': { uint32: rank },
      },
      tensors: {
        ...outerTensors(vocabularySize),
        'blk.0.attn_norm.weight': [width],
        'blk.0.ssm_in.weight': [width, 2 * inner],
        'blk.0.ssm_conv1d.weight': [kernel, inner],
        'blk.0.ssm_conv1d.bias': [inner],
        'blk.0.ssm_x.weight': [inner, rank + 2 * state],
        'blk.0.ssm_dt.weight': [rank, inner],
        'blk.0.ssm_dt.bias': [inner],
        'blk.0.ssm_a': [state, inner],
        'blk.0.ssm_d': [inner],
        'blk.0.ssm_out.weight': [inner, width],
      },
      // Negative, or the state would grow with every token; near 0, so that it does not forget the last hundred.
      constants: { 'blk.0.ssm_a': -0.02 },
    };
  },
};

function commonSettings(layers: number): Record<string, GgufEntry> {
  return {
    context_length: { uint32: contextLength },
    embedding_length: { uint32: width },
    block_count: { uint32: layers },
    'attention.layer_norm_rms_epsilon': { float32: 1e-5 },
  };
}

function attentionSettings(layers: number): Record<string, GgufEntry> {
  return {
    ...commonSettings(layers),
    feed_forward_length: { uint32: feedForward },
    'attention.head_count': { uint32: heads },
    'attention.head_count_kv': { uint32: heads },
  };
}

function outerTensors(vocabularySize: number): Shapes {
  return {
    'token_embd.weight': [width, vocabularySize],
    'output_norm.weight': [width],
    'output.weight': [width, vocabularySize],
  };
}

function attentionTensors(layer: number): Shapes {
  return {
    [`blk.${layer}.attn_norm.weight`]: [width],
    [`blk.${layer}.attn_q.weight`]: [width, width],
    [`blk.${layer}.attn_k.weight`]: [width, width],
    [`blk.${layer}.attn_v.weight`]: [width, width],
    [`blk.${layer}.attn_output.weight`]: [width, width],
    [`blk.${layer}.ffn_norm.weight`]: [width],
    [`blk.${layer}.ffn_gate.weight`]: [width, feedForward],
    [`blk.${layer}.ffn_up.weight`]: [width, feedForward],
    [`blk.${layer}.ffn_down.weight`]: [feedForward, width],
  };
}

/** Gemma's. */
function furtherNorms(layer: number): Shapes {
  return {
    [`blk.${layer}.attn_q_norm.weight`]: [width / heads],
    [`blk.${layer}.attn_k_norm.weight`]: [width / heads],
    [`blk.${layer}.post_attention_norm.weight`]: [width],
    [`blk.${layer}.post_ffw_norm.weight`]: [width],
  };
}
