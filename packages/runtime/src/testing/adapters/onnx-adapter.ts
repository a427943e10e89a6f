import { rename, writeFile } from 'node:fs/promises';
import { readAdapterSlots } from '../../adapters/onnx/check-onnx-adapter.ts';
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
  const parameters = matchingTargets(shapes, slotName).flatMap(([nameOfA, [inputs]]) => {
    const nameOfB = nameOfA.replace('lora_A', 'lora_B');
    const outputs = shapes.get(nameOfB)?.[1] ?? 0;
    const b = random(rank * outputs, largestWeight).map((value) => value * strength);
    return [
      { name: nameOfA, shape: [inputs, rank], values: random(inputs * rank, largestWeight) },
      { name: nameOfB, shape: [rank, outputs], values: b },
    ];
  });
  await writeFile(`${path}.partial`, adapterBytes(parameters));
  await rename(`${path}.partial`, path);
}

interface Parameter {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/** The FlatBuffer of ONNX Runtime's `adapter_schema.fbs`; one part after another, so that all offsets lead forwards. */
function adapterBytes(parameters: readonly Parameter[]): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  const place = (bytes: Buffer, alignment = 4): number => {
    const padding = -size % alignment === 0 ? 0 : alignment - (size % alignment);
    parts.push(Buffer.alloc(padding), bytes);
    size += padding + bytes.length;
    return size - bytes.length;
  };
  const patch = (part: Buffer, at: number, partStart: number, target: number): unknown =>
    part.writeUInt32LE(target - (partStart + at), at);

  const header = Buffer.alloc(8);
  header.write('TORT', 4);
  place(header);
  // Sizes of the layout and of the table, then where each field stands in the table.
  const rootLayout = place(uint16s([12, 20, 4, 8, 12, 16]));
  const root = Buffer.alloc(20);
  const rootAt = place(root);
  root.writeInt32LE(rootAt - rootLayout, 0);
  for (const at of [4, 8, 12]) root.writeUInt32LE(1, at);
  patch(header, 0, 0, rootAt);
  const list = Buffer.alloc(4 + 4 * parameters.length);
  const listAt = place(list);
  list.writeUInt32LE(parameters.length, 0);
  patch(root, 16, rootAt, listAt);
  const layout = place(uint16s([12, 20, 4, 8, 12, 16]));
  for (const [index, { name, shape, values }] of parameters.entries()) {
    const table = Buffer.alloc(20);
    const tableAt = place(table);
    table.writeInt32LE(tableAt - layout, 0);
    table.writeUInt32LE(float, 12);
    patch(list, 4 + 4 * index, listAt, tableAt);
    const text = Buffer.from(name);
    patch(table, 4, tableAt, place(Buffer.concat([uint32(text.length), text, Buffer.alloc(1)])));
    // The length stands before what is aligned.
    place(Buffer.alloc(4), 8);
    const dimensions = Buffer.alloc(4 + 8 * shape.length);
    dimensions.writeUInt32LE(shape.length, 0);
    for (const [dimension, length] of shape.entries()) dimensions.writeBigInt64LE(BigInt(length), 4 + 8 * dimension);
    patch(table, 8, tableAt, place(dimensions));
    place(Buffer.alloc(4), 8);
    const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    patch(table, 16, tableAt, place(Buffer.concat([uint32(data.length), data])));
  }
  return Buffer.concat(parts);
}

function uint16s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, 2 * index);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
