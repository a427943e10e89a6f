import { open, type FileHandle } from 'node:fs/promises';
import type { GGMLQuantizationType } from '@huggingface/gguf';
import { tensorBytes } from '../../models/gguf/tensor-size.ts';
import { ByteCursor, FaultSignal, type FileFault } from './byte-cursor.ts';
import { readMetadataValue, type MetadataValue } from './metadata-value.ts';

/** One row of the tensor table. */
export interface TensorRow {
  name: string;
  /** In ggml's order: the fastest dimension first. */
  shape: readonly number[];
  type: GGMLQuantizationType;
  /** In bytes, from the beginning of the file. */
  offset: number;
  sizeBytes: number;
}

/** What stands before the weights. */
export interface GgufTable {
  sizeBytes: number;
  values: ReadonlyMap<string, MetadataValue>;
  tensors: ReadonlyMap<string, TensorRow>;
}

export type GgufTableResult = { table: GgufTable } | { fault: FileFault | { kind: 'not-gguf'; message: string } };

const firstReadBytes = 1 << 18;
/** The largest vocabularies take some 10 MB. */
const maximumHeaderBytes = 1 << 28;
const maximumDimensions = 4;

/**
 * Reads metadata and tensor table of a GGUF file (versions 2 and 3, little endian) and checks that the file is long
 * enough for every tensor. Unlike a reader of models it tells a file that is still being written (`truncated`) from a
 * damaged one, takes no more memory than the header has bytes, and does not unpack the vocabulary: the way of an
 * adapter from its folder to its first answer goes through here.
 *
 * Source of the format: ggml's `docs/gguf.md`. Errors: those of `open`.
 */
export async function readGgufTable(path: string): Promise<GgufTableResult> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    for (let length = Math.min(size, firstReadBytes); ; length = Math.min(size, length * 4)) {
      const result = parse(await readStart(handle, length), size);
      const needsMore = 'fault' in result && result.fault.kind === 'truncated' && length < size;
      if (!needsMore || length >= maximumHeaderBytes) return result;
    }
  } finally {
    await handle.close();
  }
}

async function readStart(handle: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function parse(bytes: Buffer, sizeBytes: number): GgufTableResult {
  const magic = bytes.toString('latin1', 0, 4);
  if (magic !== 'GGUF') {
    // Its first bytes may not have arrived yet.
    if ('GGUF'.startsWith(magic)) return { fault: { kind: 'truncated', message: `it has only ${bytes.length} bytes` } };
    return { fault: { kind: 'not-gguf', message: `it begins with ${JSON.stringify(magic)}` } };
  }
  try {
    return { table: parseTable(new ByteCursor(bytes), sizeBytes) };
  } catch (error) {
    if (error instanceof FaultSignal) return { fault: error.fault };
    throw error;
  }
}

function parseTable(cursor: ByteCursor, sizeBytes: number): GgufTable {
  cursor.skip(4);
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) {
    throw new FaultSignal('damaged', `it has version ${version} of the format, where 2 and 3 are known`);
  }
  const tensorCount = cursor.uint64();
  const valueCount = cursor.uint64();
  const values = new Map<string, MetadataValue>();
  for (let index = 0; index < valueCount; index += 1) {
    const key = cursor.text();
    const value = readMetadataValue(cursor, cursor.uint32());
    if (value !== undefined) values.set(key, value);
  }
  const rows = Array.from(iterate(tensorCount), () => readRow(cursor));
  const dataOffset = alignUp(cursor.offset, alignmentOf(values));
  const tensors = new Map<string, TensorRow>();
  for (const row of rows) {
    if (tensors.has(row.name)) throw new FaultSignal('damaged', `its tensor table has ${row.name} twice`);
    tensors.set(row.name, { ...row, offset: row.offset + dataOffset });
  }
  assertWhole(tensors.values(), sizeBytes);
  return { sizeBytes, values, tensors };
}

/** Without room reserved beforehand: the count is the file's word alone. */
function* iterate(count: number): Generator<number> {
  for (let index = 0; index < count; index += 1) yield index;
}

function readRow(cursor: ByteCursor): TensorRow {
  const name = cursor.text();
  const dimensions = cursor.uint32();
  if (dimensions > maximumDimensions) {
    throw new FaultSignal('damaged', `${name} has ${dimensions} dimensions, where ${maximumDimensions} are allowed`);
  }
  const shape = Array.from({ length: dimensions }, () => cursor.uint64());
  const type = cursor.uint32() as unknown as GGMLQuantizationType;
  const offset = cursor.uint64();
  const weights = shape.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(weights) || !Number.isSafeInteger(offset)) {
    throw new FaultSignal('damaged', `${name} has the impossible shape ${shape.join(' × ')} or offset ${offset}`);
  }
  return { name, shape, type, offset, sizeBytes: tensorBytes(type, weights) ?? 0 };
}

function alignmentOf(values: ReadonlyMap<string, MetadataValue>): number {
  const alignment = values.get('general.alignment') ?? 32;
  if (typeof alignment === 'number' && Number.isInteger(alignment) && alignment > 0 && alignment <= 1 << 20) {
    return alignment;
  }
  throw new FaultSignal('damaged', `its alignment is ${JSON.stringify(alignment)}`);
}

function assertWhole(tensors: Iterable<TensorRow>, sizeBytes: number): void {
  for (const { name, offset, sizeBytes: length } of tensors) {
    if (offset + length <= sizeBytes) continue;
    throw new FaultSignal('truncated', `it has ${sizeBytes} bytes, but ${name} ends at ${offset + length}`);
  }
}

export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
