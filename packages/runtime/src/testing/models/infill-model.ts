import { writeGguf } from '../../adapters/gguf/gguf-writer.ts';
import { byteTexts } from './byte-texts.ts';
import { randomTensors } from './random-tensors.ts';
import type { TestModelOptions } from './test-model-options.ts';

const width = 32;
const heads = 2;
const feedForward = 64;
const contextLength = 512;
const plainToken = 1;
const controlToken = 3;

/** The names that Qwen2.5-Coder has for them. */
const controlTexts = [
  '<|endoftext|>',
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|repo_name|>',
  '<|file_sep|>',
];

/**
 * Writes a language model of one layer with pseudo-random weights in GGUF (about 100 kB) that llama.cpp loads: a token
 * for each byte, and control tokens to fill in the middle. Its output is noise, the same for the same seed.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function writeTestInfillModel({ path, seed = 1 }: TestModelOptions): Promise<void> {
  const bytes = byteTexts();
  const tokens = [...bytes, 'th', ...controlTexts];
  const idOf = (text: string): { uint32: number } => ({ uint32: tokens.indexOf(text) });
  const values = {
    'general.architecture': { text: 'llama' },
    'general.name': { text: 'Test infill model' },
    'general.file_type': { uint32: 0 },
    'llama.context_length': { uint32: contextLength },
    'llama.embedding_length': { uint32: width },
    'llama.block_count': { uint32: 1 },
    'llama.feed_forward_length': { uint32: feedForward },
    'llama.attention.head_count': { uint32: heads },
    'llama.attention.head_count_kv': { uint32: heads },
    'llama.attention.layer_norm_rms_epsilon': { float32: 1e-5 },
    'llama.rope.dimension_count': { uint32: width / heads },
    'llama.vocab_size': { uint32: tokens.length },
    'tokenizer.ggml.model': { text: 'gpt2' },
    'tokenizer.ggml.pre': { text: 'qwen2' },
    'tokenizer.ggml.tokens': { texts: tokens },
    'tokenizer.ggml.token_type': {
      int32s: tokens.map((token) => (controlTexts.includes(token) ? controlToken : plainToken)),
    },
    'tokenizer.ggml.merges': { texts: ['t h'] },
    'tokenizer.ggml.bos_token_id': idOf('<|endoftext|>'),
    'tokenizer.ggml.eos_token_id': idOf('<|endoftext|>'),
    'tokenizer.ggml.fim_pre_token_id': idOf('<|fim_prefix|>'),
    'tokenizer.ggml.fim_suf_token_id': idOf('<|fim_suffix|>'),
    'tokenizer.ggml.fim_mid_token_id': idOf('<|fim_middle|>'),
    'tokenizer.ggml.add_bos_token': { flag: false },
  };
  const shapes = {
    'token_embd.weight': [width, tokens.length],
    'output_norm.weight': [width],
    'output.weight': [width, tokens.length],
    'blk.0.attn_norm.weight': [width],
    'blk.0.attn_q.weight': [width, width],
    'blk.0.attn_k.weight': [width, width],
    'blk.0.attn_v.weight': [width, width],
    'blk.0.attn_output.weight': [width, width],
    'blk.0.ffn_norm.weight': [width],
    'blk.0.ffn_gate.weight': [width, feedForward],
    'blk.0.ffn_up.weight': [width, feedForward],
    'blk.0.ffn_down.weight': [feedForward, width],
  };
  await writeGguf(path, { values, tensors: randomTensors(shapes, seed) });
}
