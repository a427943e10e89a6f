import { GGMLQuantizationType } from '@huggingface/gguf';
import type { TensorSource } from '../../adapters/gguf/gguf-writer.ts';
import { randomWeights } from '../adapters/random-weights.ts';

/**
 * F32 tensors of pseudo-random weights by name, shapes in ggml's order; norms leave what they norm as it is.
 *
 * @param constants values of tensors that have the same everywhere.
 */
export function randomTensors(
  shapes: Readonly<Record<string, readonly number[]>>,
  seed: number,
  constants: Readonly<Record<string, number>> = {},
): TensorSource[] {
  const random = randomWeights(seed);
  return Object.entries(shapes).map(([name, shape]): TensorSource => {
    const weights = shape.reduce((product, length) => product * length, 1);
    const constant = constants[name] ?? (name.endsWith('norm.weight') ? 1 : undefined);
    const values = constant === undefined ? random(weights, 0.3) : new Float32Array(weights).fill(constant);
    return { name, shape, type: GGMLQuantizationType.F32, read: () => new Uint8Array(values.buffer) };
  });
}
