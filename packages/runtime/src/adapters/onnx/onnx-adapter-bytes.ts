import type { OnnxAdapterMatrix } from './onnx-adapter-matrix.ts';

/**
 * An `.onnx_adapter` of these matrices: the FlatBuffer of ONNX Runtime's `adapter_schema.fbs`, one part after another, so
 * that all offsets lead forwards.
 */
export function onnxAdapterBytes(matrices: readonly OnnxAdapterMatrix[]): Buffer {
  const parts: Uint8Array[] = [];
  let size = 0;
  const place = (bytes: Uint8Array, alignment = 4): number => {
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
  const list = Buffer.alloc(4 + 4 * matrices.length);
  const listAt = place(list);
  list.writeUInt32LE(matrices.length, 0);
  patch(root, 16, rootAt, listAt);
  const layout = place(uint16s([12, 20, 4, 8, 12, 16]));
  for (const [index, { name, shape, type, data }] of matrices.entries()) {
    const table = Buffer.alloc(20);
    const tableAt = place(table);
    table.writeInt32LE(tableAt - layout, 0);
    table.writeUInt32LE(type, 12);
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
    patch(table, 16, tableAt, place(uint32(data.length)));
    place(data);
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
