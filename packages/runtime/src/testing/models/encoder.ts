import { writeGguf } from '../../adapters/gguf/gguf-writer.ts';
import type { TestModelOptions } from './test-model-options.ts';
import { randomTensors } from './random-tensors.ts';

const width = 32;
const heads = 2;
const feedForward = 64;
const contextLength = 128;
/** llama.cpp's `LLAMA_POOLING_TYPE_*`. */
const poolingTypes = { mean: 1, rank: 4 } as const;
const plainToken = 1;
const controlToken = 3;

const controlTexts = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

export interface TestEncoderOptions extends TestModelOptions {
  /** `rank`: it ranks documents; `mean`: it makes embeddings. */
  pooling: keyof typeof poolingTypes;
}

/**
 * Writes a BERT of one layer with pseudo-random weights in GGUF (about 60 kB) that llama.cpp loads, with a vocabulary of
 * single letters and digits. What it says means nothing, and is the same for the same seed.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function writeTestEncoder({ path, seed = 1, pooling }: TestEncoderOptions): Promise<void> {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789.,?!');
  // The first of a word, marked as it is in GGUF, and those that follow.
  const tokens = [...controlTexts, ...letters.map((letter) => `\u2581${letter}`), ...letters];
  const idOf = (text: string): { uint32: number } => ({ uint32: tokens.indexOf(text) });
  const values = {
    'general.architecture': { text: 'bert' },
    'general.name': { text: 'Test encoder' },
    'general.file_type': { uint32: 0 },
    'bert.context_length': { uint32: contextLength },
    'bert.embedding_length': { uint32: width },
    'bert.block_count': { uint32: 1 },
    'bert.feed_forward_length': { uint32: feedForward },
    'bert.attention.head_count': { uint32: heads },
    'bert.attention.layer_norm_epsilon': { float32: 1e-6 },
    'bert.attention.causal': { flag: false },
    'bert.pooling_type': { uint32: poolingTypes[pooling] },
    'tokenizer.ggml.model': { text: 'bert' },
    'tokenizer.ggml.token_type_count': { uint32: 2 },
    'tokenizer.ggml.tokens': { texts: tokens },
    'tokenizer.ggml.token_type': {
      int32s: tokens.map((token) => (controlTexts.includes(token) ? controlToken : plainToken)),
    },
    'tokenizer.ggml.padding_token_id': idOf('[PAD]'),
    'tokenizer.ggml.unknown_token_id': idOf('[UNK]'),
    'tokenizer.ggml.bos_token_id': idOf('[CLS]'),
    'tokenizer.ggml.cls_token_id': idOf('[CLS]'),
    'tokenizer.ggml.seperator_token_id': idOf('[SEP]'),
    'tokenizer.ggml.mask_token_id': idOf('[MASK]'),
  };
  const withBias = (name: string, shape: readonly number[]): [string, readonly number[]][] => [
    [`${name}.weight`, shape],
    [`${name}.bias`, shape.slice(-1)],
  ];
  const shapes = {
    'token_embd.weight': [width, tokens.length],
    'token_types.weight': [width, 2],
    'position_embd.weight': [width, contextLength],
    ...Object.fromEntries([
      ...withBias('token_embd_norm', [width]),
      ...withBias('blk.0.attn_q', [width, width]),
      ...withBias('blk.0.attn_k', [width, width]),
      ...withBias('blk.0.attn_v', [width, width]),
      ...withBias('blk.0.attn_output', [width, width]),
      ...withBias('blk.0.attn_output_norm', [width]),
      ...withBias('blk.0.ffn_up', [width, feedForward]),
      ...withBias('blk.0.ffn_down', [feedForward, width]),
      ...withBias('blk.0.layer_output_norm', [width]),
      ...(pooling === 'rank' ? [...withBias('cls', [width, width]), ...withBias('cls.output', [width, 1])] : []),
    ]),
  };
  await writeGguf(path, { values, tensors: randomTensors(shapes, seed) });
}
