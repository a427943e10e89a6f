/**
 * Converts a random PEFT adapter for each architecture with convertAdapter and with llama.cpp's own script, and compares
 * every tensor, bit by bit, and alpha.
 *
 *     node --conditions=@tuneloop/source test/heavy/peft-conversion.ts --python PYTHON --llama-cpp FOLDER [--only NAME]
 *
 * PYTHON has torch, transformers, safetensors, sentencepiece and numpy; FOLDER is llama.cpp's source (node-llama-cpp
 * carries it as a git bundle). Exits with 1 when anything differs.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs, promisify } from 'node:util';
import { readGgufTable } from '../../packages/runtime/src/adapters/gguf/gguf-table.ts';
import { convertAdapter } from '../../packages/runtime/src/adapters/peft/convert-adapter.ts';
import { writeTestPeftAdapter } from '../../packages/runtime/src/testing/adapters/peft-adapter.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { baseModelBytes } from '../../packages/runtime/test/gguf/llama-base.ts';

const { values } = parseArgs({
  options: { python: { type: 'string' }, 'llama-cpp': { type: 'string' }, only: { type: 'string' } },
});
const { python, 'llama-cpp': llamaCpp } = values;
if (python === undefined || llamaCpp === undefined) {
  console.error('Name --python and --llama-cpp.');
  process.exit(2);
}

interface Case {
  architecture: string;
  /** Of config.json. */
  model: string;
  modelType: string;
  base?: string;
  config?: object;
  dtype?: 'F32' | 'BF16';
}

const tiny = {
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 8,
  vocab_size: 3,
  rms_norm_eps: 1e-5,
  max_position_embeddings: 128,
  sliding_window: 64,
  attn_logit_softcapping: 1,
  final_logit_softcapping: 1,
};
const smollm2 = {
  hidden_size: 576,
  intermediate_size: 1536,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  vocab_size: 49152,
  rms_norm_eps: 1e-5,
  max_position_embeddings: 8192,
};

const cases: Case[] = [
  {
    architecture: 'llama',
    model: 'LlamaForCausalLM',
    modelType: 'llama',
    base: await embeddedModelPath(),
    config: smollm2,
  },
  { architecture: 'llama', model: 'MistralForCausalLM', modelType: 'mistral', dtype: 'BF16' },
  { architecture: 'granite', model: 'GraniteForCausalLM', modelType: 'granite' },
  { architecture: 'smollm3', model: 'SmolLM3ForCausalLM', modelType: 'smollm3' },
  { architecture: 'qwen2', model: 'Qwen2ForCausalLM', modelType: 'qwen2' },
  { architecture: 'qwen3', model: 'Qwen3ForCausalLM', modelType: 'qwen3', dtype: 'BF16' },
  { architecture: 'gemma', model: 'GemmaForCausalLM', modelType: 'gemma' },
  { architecture: 'gemma2', model: 'Gemma2ForCausalLM', modelType: 'gemma2' },
  {
    architecture: 'gemma3',
    model: 'Gemma3ForCausalLM',
    modelType: 'gemma3_text',
    config: { attn_logit_softcapping: null, final_logit_softcapping: null },
  },
  {
    architecture: 'phi3',
    model: 'Phi3ForCausalLM',
    modelType: 'phi3',
    config: { original_max_position_embeddings: 128, rope_scaling: null, pad_token_id: 0 },
  },
];

async function compare({ architecture, model, modelType, base, config, dtype }: Case, folder: string): Promise<string> {
  const gguf = base ?? join(folder, 'base.gguf');
  if (base === undefined) await writeFile(gguf, baseModelBytes(architecture));
  const hub = join(folder, 'base');
  await mkdir(hub);
  const settings = { architectures: [model], model_type: modelType, ...tiny, ...config };
  await writeFile(join(hub, 'config.json'), JSON.stringify(settings));
  const source = join(folder, 'peft');
  await writeTestPeftAdapter({ base: gguf, folder: source, rank: 4, alpha: 8, ...(dtype && { dtype }) });
  const ourStart = performance.now();
  await convertAdapter({ source, base: gguf, output: join(folder, 'ours.gguf') });
  const ourMs = performance.now() - ourStart;
  const theirStart = performance.now();
  const script = join(llamaCpp ?? '', 'convert_lora_to_gguf.py');
  await promisify(execFile)(python ?? '', [script, '--base', hub, '--outfile', join(folder, 'theirs.gguf'), source]);
  const theirMs = performance.now() - theirStart;
  const [ours, theirs] = await Promise.all(['ours.gguf', 'theirs.gguf'].map((name) => contents(join(folder, name))));
  const names = new Set([...(ours?.tensors.keys() ?? []), ...(theirs?.tensors.keys() ?? [])]);
  const equal = [...names].filter((name) => isDeepStrictEqual(ours?.tensors.get(name), theirs?.tensors.get(name)));
  const isEqual = equal.length === names.size && names.size > 0 && isDeepStrictEqual(ours?.keys, theirs?.keys);
  if (!isEqual) process.exitCode = 1;
  const times = `${Math.round(ourMs)} ms against ${Math.round(theirMs)} ms`;
  return `${equal.length} of ${names.size} tensors have the same bits; ${isEqual ? 'equal' : 'DIFFERENT'}; ${times}`;
}

async function contents(path: string): Promise<{ tensors: Map<string, unknown>; keys: unknown[] }> {
  const result = await readGgufTable(path);
  if ('fault' in result) throw new Error(result.fault.message);
  const bytes = await readFile(path);
  const { table } = result;
  const keys = ['general.architecture', 'general.type', 'adapter.type', 'adapter.lora.alpha'];
  return {
    keys: keys.map((key) => table.values.get(key)),
    tensors: new Map(
      [...table.tensors.values()].map(({ name, shape, type, offset, sizeBytes }) => [
        name,
        { shape, type, data: bytes.subarray(offset, offset + sizeBytes) },
      ]),
    ),
  };
}

for (const one of cases.filter(({ model }) => values.only === undefined || model === values.only)) {
  const folder = await mkdtemp(join(tmpdir(), 'conversion-'));
  const outcome = await compare(one, folder).catch((error: unknown) => {
    process.exitCode = 1;
    return `failed: ${String((error as { stderr?: string }).stderr ?? error).slice(-600)}`;
  });
  console.log(`${one.model} (${one.architecture}): ${outcome}`);
  await rm(folder, { recursive: true, force: true });
}
