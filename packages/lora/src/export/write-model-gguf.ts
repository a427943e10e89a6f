import { llamaCppSource, readModelMetadata } from '@tuneloop/runtime';
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { runPython } from '../peft/run-python.ts';
import { explainFullDisk, requireSpace } from './disk-space.ts';
import type { ModelOrigin } from './model-origin.ts';
import { pythonCall, type PythonCall } from './python-call.ts';
import { weightBytes } from './weight-bytes.ts';

export interface WriteModelGgufOptions extends PythonCall {
  /** A model as Hugging Face has it: `config.json`, safetensors, the tokenizer. */
  model: string;
  /** The `.gguf` that is written: as `OUTPUT.partial` first, then renamed. */
  output: string;
  /** Default `f16`. Smaller types: `quantizeGguf` of the result. */
  precision?: 'f32' | 'f16' | 'bf16' | undefined;
  /** The GGUF that it was made from: lends its tokenizer as it is, chat template and all. */
  baseGguf?: string | undefined;
  /** How the tokenizer splits text, by llama.cpp's names; for one that its converter does not know. */
  preTokenizer?: string | undefined;
  /** What the file says of itself; `/models` shows it. */
  origin: ModelOrigin;
  /** Where llama.cpp's scripts are unpacked to. */
  cacheFolder: string;
}

const resultSchema = z.object({ file: z.string(), size_bytes: z.int() });

/**
 * Writes a model's folder as GGUF, by the converter of the very llama.cpp that serves.
 *
 * Errors: `UNSUPPORTED` (git, node-llama-cpp or a Python package is missing; an architecture or tokenizer that the
 * converter does not know), `MODEL_LOAD_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
 */
export async function writeModelGguf(options: WriteModelGgufOptions): Promise<{ file: string; sizeBytes: number }> {
  const { model, output, precision = 'f16', baseGguf, preTokenizer, origin, cacheFolder, signal } = options;
  const needed = await weightBytes(model);
  await requireSpace(output, needed);
  const scripts = await llamaCppSource({ cacheFolder, signal });
  try {
    const { file, size_bytes: sizeBytes } = await runPython({
      ...pythonCall(options),
      command: 'gguf',
      config: {
        scripts,
        model,
        output,
        precision,
        base_gguf: baseGguf ?? null,
        pre: preTokenizer ?? null,
        metadata: metadataOf(origin),
      },
      result: resultSchema,
    });
    await readModelMetadata(file);
    return { file, sizeBytes };
  } catch (error) {
    const explained = await explainFullDisk(error, output, needed);
    await rm(`${output}.partial`, { force: true });
    throw explained;
  }
}

/** In the form of the converter's `--metadata`. */
function metadataOf({ name, baseModel, trainingData }: ModelOrigin): object {
  return {
    'general.name': name,
    ...(baseModel !== undefined && { 'general.base_models': [{ name: baseModel }] }),
    ...(trainingData !== undefined && { 'general.datasets': [{ name: trainingData }] }),
  };
}
