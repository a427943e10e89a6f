import { writeGguf, type GgufEntry } from '../../adapters/gguf/gguf-writer.ts';
import { byteTexts } from './byte-texts.ts';
import { testArchitectures, type TestArchitecture } from './test-architectures.ts';
import { randomTensors } from './random-tensors.ts';
import type { TestModelOptions } from './test-model-options.ts';

export interface TestLanguageModelOptions extends TestModelOptions {
  /**
   * How it remembers what it has read: `llama` (the default) all of it, `gemma3` in most layers the last 32 tokens,
   * `mamba` in a state of fixed size.
   */
  architecture?: TestArchitecture | undefined;
}

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
 * Writes a language model of few layers with pseudo-random weights in GGUF (100 to 500 kB) that llama.cpp loads: a token
 * for each byte, and control tokens to fill in the middle. Its output is noise, the same for the same seed.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function writeTestLanguageModel(options: TestLanguageModelOptions): Promise<void> {
  const { path, seed = 1, architecture = 'llama' } = options;
  const tokens = [...byteTexts(), 'th', ...controlTexts];
  const idOf = (text: string): GgufEntry => ({ uint32: tokens.indexOf(text) });
  const { settings, tensors, constants } = testArchitectures[architecture](tokens.length);
  const values: Record<string, GgufEntry> = {
    'general.architecture': { text: architecture },
    'general.name': { text: 'Test language model' },
    'general.file_type': { uint32: 0 },
    ...Object.fromEntries(Object.entries(settings).map(([key, entry]) => [`${architecture}.${key}`, entry])),
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
  await writeGguf(path, { values, tensors: randomTensors(tensors, seed, constants) });
}
