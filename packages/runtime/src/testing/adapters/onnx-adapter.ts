import { rename, writeFile } from 'node:fs/promises';
import { readAdapterSlots } from '../../adapters/onnx/check-onnx-adapter.ts';
import { onnxAdapterBytes } from '../../adapters/onnx/onnx-adapter-bytes.ts';
import type { OnnxAdapterMatrix } from '../../adapters/onnx/onnx-adapter-matrix.ts';
import { matchingTargets, largestWeight } from './test-adapter.ts';
import { randomWeights } from './random-weights.ts';

export interface TestOnnxAdapterOptions {
  /** A genai folder with slots of float32. */
  model: string;
  /** Of the file that is written: a temporary name first, then renamed. */
  path: string;
  /** The same seed gives the same file; default 1. */
  seed?: number | undefined;
  /** Default 4. */
  rank?: number | undefined;
  /** How far the model is changed: 0 leaves it as it is; the default of 1 changes what greedy decoding gives. */
  strength?: number | undefined;
}

/** What ONNX Runtime calls float32. */
const float = 1;
const slotName = /^(?<module>.*down_proj)\.lora_A\.weight$/;

/**
 * Writes an `.onnx_adapter` with pseudo-random weights that fits a genai folder and visibly changes its output; each seed
 * in its own way. The counterpart of `writeTestAdapter`.
 *
 * Errors: `MODEL_LOAD_FAILED`, `INVALID_REQUEST` (the model has no slots).
 */
export async function writeTestOnnxAdapter(options: TestOnnxAdapterOptions): Promise<void> {
  const { model, path, seed = 1, rank = 4, strength = 1 } = options;
  const slots = await readAdapterSlots(model);
  // The rank of a slot is open; `matchingTargets` looks at names alone.
  const shapes = new Map([...slots].map(([name, { shape }]) => [name, shape]));
  const random = randomWeights(seed);
  const matrices = matchingTargets(shapes, slotName).flatMap(([nameOfA, [inputs]]) => {
    const nameOfB = nameOfA.replace('lora_A', 'lora_B');
    const outputs = shapes.get(nameOfB)?.[1] ?? 0;
    const b = random(rank * outputs, largestWeight).map((value) => value * strength);
    return [matrix(nameOfA, [inputs, rank], random(inputs * rank, largestWeight)), matrix(nameOfB, [rank, outputs], b)];
  });
  await writeFile(`${path}.partial`, onnxAdapterBytes(matrices));
  await rename(`${path}.partial`, path);
}

function matrix(name: string, shape: readonly number[], values: Float32Array): OnnxAdapterMatrix {
  return { name, shape, type: float, data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}
