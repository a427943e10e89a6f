import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { readModelMetadata, type ModelMetadata } from '@tuneloop/runtime';
import { explainFullDisk, requireSpace } from '../disk-space.ts';
import { findLlamaLibrary } from './llama-library.ts';
import { fileTypeOf, isFloatingPoint, quantizedBytes, type QuantizationType } from './quantization-types.ts';
import { runQuantizeChild } from './run-quantize-child.ts';

export interface QuantizeOptions {
  /** A model's GGUF, by its first part where it is split; best with all its precision (F16, BF16, F32). */
  input: string;
  /** The `.gguf` that is written: as `OUTPUT.partial` first, then renamed. */
  output: string;
  type: QuantizationType;
  /** Also from a model that is quantised already, which loses more than once. Default `false`. */
  requantize?: boolean | undefined;
  /** Default: all of the machine. */
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  /** In tensors. */
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

export interface QuantizeResult {
  /** Absolute. */
  file: string;
  type: QuantizationType;
  sizeBytes: number;
  inputSizeBytes: number;
}

/**
 * Writes a model's GGUF with smaller weights, by llama.cpp's own `llama_model_quantize` in a process of its own, of low
 * priority. What the file says of its origin stays in it. Aborting kills the process and removes what it wrote.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED` (no model, or damaged), `INVALID_REQUEST` (quantised already; input and
 * output are one), `UNSUPPORTED` (no library of llama.cpp that is known), `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
 */
export async function quantizeGguf(options: QuantizeOptions): Promise<QuantizeResult> {
  const { type, requantize = false, threads = 0, signal, onProgress } = options;
  throwIfAborted(signal);
  const [input, output] = [resolve(options.input), resolve(options.output)];
  if (input === output) {
    throw new TuneloopError('INVALID_REQUEST', `${output} would replace its own source. Name another output.`);
  }
  const model = await readModelMetadata(input);
  if (!requantize) assertPrecise(input, model);
  const needed = Math.min(quantizedBytes(type, model.parameters), model.parameters * 4);
  await requireSpace(output, needed);
  const library = await findLlamaLibrary();
  const draft = `${output}.partial`;
  try {
    const fileType = fileTypeOf(type);
    await runQuantizeChild({ library, input, output: draft, fileType, threads, signal, onProgress });
    await readModelMetadata(draft);
    await rename(draft, output);
  } catch (error) {
    const explained = await explainFullDisk(error, output, needed);
    await rm(draft, { force: true });
    throw explained;
  }
  const { size } = await stat(output);
  return { file: output, type, sizeBytes: size, inputSizeBytes: model.sizeBytes };
}

function assertPrecise(input: string, { quantization }: ModelMetadata): void {
  if (isFloatingPoint(quantization)) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${input} is quantised already (${quantization}), and to do it again loses more. Start from the model in F16, or allow it (requantize).`,
    { details: { quantization } },
  );
}
