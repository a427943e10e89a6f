import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { hashFile, readModelMetadata } from '@tuneloop/runtime';
import { z } from 'zod';
import { requireSpace } from '../export/disk-space.ts';
import { hashWeights } from '../export/hash-weights.ts';
import { pythonCall, type PythonCall } from '../export/python-call.ts';
import { weightBytes } from '../export/weight-bytes.ts';
import { runPython } from '../peft/run-python.ts';
import type { GenaiPrecision } from './genai-precision.ts';

export interface WriteGenaiFolderOptions extends PythonCall {
  /** A model's folder as Hugging Face has it, or a `.gguf`. The interpreter (`python`) is of an environment with `onnx`. */
  model: string;
  /** The folder that is written (replaced where it is there): as `OUTPUT.partial` first, then renamed. */
  output: string;
  precision: GenaiPrecision;
  /** Whether adapters may be put in while the model is loaded (`writeOnnxAdapter`). Default `false`. */
  loraSlots?: boolean | undefined;
  /** SHA-256 of the model's files by name, for the folder's `conversion.json`; left out: they are read for it. */
  weights?: Readonly<Record<string, string>> | undefined;
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

export interface GenaiFolder {
  folder: string;
  /** As `genai_config.json` calls it: `llama`, `qwen2`. */
  family: string;
  /** Whether it was written here, or by the builder of ONNX Runtime GenAI. */
  method: 'direct' | 'builder';
  sizeBytes: number;
  /** Python packages and their versions. */
  versions: Readonly<Record<string, string>>;
}

const resultSchema: z.ZodType<GenaiFolder> = z
  .object({
    folder: z.string(),
    family: z.string(),
    method: z.enum(['direct', 'builder']),
    size_bytes: z.int(),
    versions: z.record(z.string(), z.string()),
  })
  .transform(({ size_bytes: sizeBytes, ...rest }) => ({ ...rest, sizeBytes }));

const progressSchema = z.object({ type: z.literal('phase'), completed: z.int(), total: z.int() });

/** Of each weight, with what goes with the blocks. */
const bytesOf: Readonly<Record<GenaiPrecision, number>> = { fp32: 4, fp16: 2, int8: 1.2, int4: 1 };

/**
 * Makes of a model the folder that ONNX Runtime GenAI loads: `genai_config.json`, `model.onnx` with its weights beside it,
 * `tokenizer.json` and the chat template. Llama, Mistral, Qwen 2 and Qwen 3 are written here, in seconds and one tensor at
 * a time; other folders by the library's own builder, which needs the whole model in memory.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`, `UNSUPPORTED` (the architecture; packages), `RESOURCE_EXHAUSTED`
 * (memory, disk), `ABORTED`.
 */
export async function writeGenaiFolder(options: WriteGenaiFolderOptions): Promise<GenaiFolder> {
  const { model, output, precision, loraSlots = false, signal, onProgress } = options;
  await requireSpace(output, (await countParameters(model)) * bytesOf[precision]);
  const weights = options.weights ?? (await hashesOf(model, signal));
  return await runPython({
    ...pythonCall(options),
    command: 'genai',
    config: { model, output, precision, lora_slots: loraSlots, weights },
    result: resultSchema,
    onEvent: (event) => {
      const { success, data } = progressSchema.safeParse(event);
      if (success) onProgress?.(data);
    },
  });
}

/** Of a folder at most: its weights may have four bytes each. */
async function countParameters(model: string): Promise<number> {
  const found = await stat(model).catch(() => undefined);
  if (found === undefined) {
    throw new TuneloopError('MODEL_NOT_FOUND', `${model} is not there. Give a model's folder, or a .gguf file.`);
  }
  return found.isDirectory() ? (await weightBytes(model)) / 2 : (await readModelMetadata(model)).parameters;
}

async function hashesOf(model: string, signal: AbortSignal | undefined): Promise<Record<string, string>> {
  return (await stat(model)).isDirectory()
    ? await hashWeights(model, signal)
    : { [basename(model)]: await hashFile(model, { signal }) };
}
