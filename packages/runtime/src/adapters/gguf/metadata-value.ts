import { FaultSignal, type ByteCursor } from './byte-cursor.ts';

/** Long lists (a vocabulary) are passed over. */
export type MetadataValue = string | number | boolean | readonly MetadataValue[];

/** Value types of GGUF, as its specification numbers them. */
export const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

interface ScalarType {
  byteLength: number;
  read: (cursor: ByteCursor) => number | boolean;
}

const scalars: Readonly<Record<number, ScalarType>> = {
  0: { byteLength: 1, read: (cursor) => cursor.uint8() },
  1: { byteLength: 1, read: (cursor) => cursor.int8() },
  2: { byteLength: 2, read: (cursor) => cursor.uint16() },
  3: { byteLength: 2, read: (cursor) => cursor.int16() },
  4: { byteLength: 4, read: (cursor) => cursor.uint32() },
  5: { byteLength: 4, read: (cursor) => cursor.int32() },
  6: { byteLength: 4, read: (cursor) => cursor.float32() },
  7: { byteLength: 1, read: (cursor) => cursor.uint8() !== 0 },
  10: { byteLength: 8, read: (cursor) => cursor.uint64() },
  11: { byteLength: 8, read: (cursor) => cursor.int64() },
  12: { byteLength: 8, read: (cursor) => cursor.float64() },
};

/** Lists up to this length are kept; one value a layer is far below it. */
const keptListLength = 4096;
const maximumDepth = 4;

/** `undefined` for a list that is too long to keep. */
export function readMetadataValue(cursor: ByteCursor, type: number, depth = 0): MetadataValue | undefined {
  if (type === valueTypes.string) return cursor.text();
  if (type === valueTypes.array) return readList(cursor, depth);
  return scalarType(type).read(cursor);
}

function readList(cursor: ByteCursor, depth: number): readonly MetadataValue[] | undefined {
  if (depth >= maximumDepth) throw new FaultSignal('damaged', `its metadata has lists nested deeper than ${depth}`);
  const type = cursor.uint32();
  const length = cursor.uint64();
  const isScalar = type !== valueTypes.string && type !== valueTypes.array;
  if (isScalar && length > keptListLength) {
    cursor.skip(length * scalarType(type).byteLength);
    return undefined;
  }
  // Every element takes at least a byte, so that a false length meets the end of the file, not that of the memory.
  const kept: MetadataValue[] = [];
  for (let index = 0; index < length; index += 1) {
    const value = readMetadataValue(cursor, type, depth + 1);
    if (value !== undefined && length <= keptListLength) kept.push(value);
  }
  return length <= keptListLength ? kept : undefined;
}

function scalarType(type: number): ScalarType {
  const scalar = scalars[type];
  if (scalar === undefined) throw new FaultSignal('damaged', `its metadata has a value of the unknown type ${type}`);
  return scalar;
}
