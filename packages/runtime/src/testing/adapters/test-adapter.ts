import { GGMLQuantizationType } from '@huggingface/gguf';
import { TuneloopError } from '@tuneloop/protocol';
import { readBaseModel } from '../../adapters/base-model.ts';
import { writeGguf, type TensorSource } from '../../adapters/gguf/gguf-writer.ts';
import { randomWeights } from './random-weights.ts';

export interface TestAdapterOptions {
  /** Path of the base model's GGUF. */
  base: string;
  /** Of the file that is written: a temporary name first, then renamed. */
  path: string;
  /** The same seed gives the same file; default 1. */
  seed?: number | undefined;
  /** Default 4. */
  rank?: number | undefined;
  /** How far the model is changed: 0 leaves it as it is; the default of 1 changes what greedy decoding gives. */
  strength?: number | undefined;
  /** Tensors of the base model that are changed; by default the last projection of every feed-forward layer. */
  targets?: RegExp | undefined;
  /** `general.name`; default `test-<seed>`. */
  name?: string | undefined;
}

/**
 * Writes a LoRA adapter in GGUF with pseudo-random weights that fits a base model and visibly changes its output; each
 * seed in its own way. For tests and benchmarks: it makes no sense and needs no training.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`, `INVALID_REQUEST` (no tensor matches), `STORE_FAILED`.
 */
export async function writeTestAdapter(options: TestAdapterOptions): Promise<void> {
  const { base, path, seed = 1, rank = 4, strength = 1, name = `test-${seed}` } = options;
  const { architecture, shapes } = await readBaseModel(base);
  const targets = matchingTargets(shapes, options.targets ?? /^blk\.\d+\.ffn_down\.weight$/);
  const random = randomWeights(seed);
  const tensors = targets.flatMap(([target, [input, output]]): TensorSource[] => [
    matrix(`${target}.lora_a`, [input, rank], random, largestWeight),
    matrix(`${target}.lora_b`, [rank, output], random, largestWeight),
  ]);
  const values = {
    'general.architecture': { text: architecture },
    'general.type': { text: 'adapter' },
    'general.name': { text: name },
    'adapter.type': { text: 'lora' },
    // Alpha over rank is the factor; 0 would mean that none is given.
    'adapter.lora.alpha': { float32: Math.max(strength * rank, 1e-30) },
  };
  await writeGguf(path, { values, tensors });
}

/** Of A and of B: their product then is of the size of the weights of a trained model. */
export const largestWeight = 0.35;

/** Matrices by name, as `[input, output]`. */
export function matchingTargets(
  shapes: ReadonlyMap<string, readonly number[]>,
  pattern: RegExp,
): [string, [number, number]][] {
  const targets = [...shapes].flatMap(([name, [input, output, ...more]]): [string, [number, number]][] =>
    pattern.test(name) && input !== undefined && output !== undefined && more.length === 0
      ? [[name, [input, output]]]
      : [],
  );
  if (targets.length > 0) return targets;
  throw new TuneloopError('INVALID_REQUEST', `No matrix of the base model matches ${String(pattern)}.`);
}

function matrix(
  name: string,
  shape: readonly [number, number],
  random: (count: number, largest: number) => Float32Array,
  largest: number,
): TensorSource {
  const read = (): Uint8Array => new Uint8Array(random(shape[0] * shape[1], largest).buffer);
  return { name, shape, type: GGMLQuantizationType.F32, read };
}
