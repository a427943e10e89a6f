import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodeFloats } from '../../adapters/peft/float-types.ts';
import type { OnnxRuntime } from './open-session.ts';

/** A tensor that a graph takes or gives. */
export interface TensorPort {
  name: string;
  type: Tensor.Type;
  /** Names stand for sizes that differ from run to run. */
  shape: readonly (number | string)[];
}

/** Inputs or outputs by their names. */
export function portsOf(metadata: InferenceSession['inputMetadata']): Map<string, TensorPort> {
  const tensors = metadata.filter((port) => port.isTensor);
  return new Map(tensors.map((port) => [port.name, port]));
}

/** Whole numbers in the type that the graph wants them in. */
export function integerTensor(
  { Tensor }: OnnxRuntime,
  port: TensorPort,
  values: readonly number[],
  shape: number[],
): Tensor {
  if (port.type === 'int64') return new Tensor('int64', BigInt64Array.from(values, BigInt), shape);
  if (port.type === 'int32') return new Tensor('int32', Int32Array.from(values), shape);
  throw new Error(`the input "${port.name}" is of the type ${port.type}, not of whole numbers`);
}

/** Nothing yet: the keys or values of no tokens. */
export function emptyTensor({ Tensor }: OnnxRuntime, { type }: TensorPort, shape: readonly number[]): Tensor {
  if (type === 'float16') return new Tensor('float16', new Uint16Array(0), shape);
  if (type === 'float32') return new Tensor('float32', new Float32Array(0), shape);
  throw new Error(`keys and values of the type ${type} are not known here`);
}

/** The numbers of a tensor of floats; not copied where they are 32 bits wide. */
export function floatsOf(tensor: Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array && tensor.type === 'float16') {
    return decodeFloats(Buffer.from(data.buffer, data.byteOffset, data.byteLength), 'F16');
  }
  if (tensor.type !== 'float16') throw new Error(`the output is of the type ${tensor.type}, not of floats`);
  // Where JavaScript has an array of 16-bit floats.
  return Float32Array.from(data as unknown as ArrayLike<number>);
}
