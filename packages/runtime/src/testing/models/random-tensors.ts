import { GGMLQuantizationType } from '@huggingface/gguf';
import type { TensorSource } from '../../adapters/gguf/gguf-writer.ts';
import { randomWeights } from '../adapters/random-weights.ts';

/** F32 tensors of pseudo-random weights by name, shapes in ggml's order; norms leave what they norm as it is. */
export function randomTensors(shapes: Readonly<Record<string, readonly number[]>>, seed: number): TensorSource[] {
  const random = randomWeights(seed);
  return Object.entries(shapes).map(([name, shape]): TensorSource => {
    const weights = shape.reduce((product, length) => product * length, 1);
    const values = name.endsWith('norm.weight') ? new Float32Array(weights).fill(1) : random(weights, 0.3);
    return { name, shape, type: GGMLQuantizationType.F32, read: () => new Uint8Array(values.buffer) };
  });
}
