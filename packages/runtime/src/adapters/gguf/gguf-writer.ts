import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { GGMLQuantizationType } from '@huggingface/gguf';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { explainWriteError, localDisk } from '../../models/download/disk.ts';
import { tensorBytes } from '../../models/gguf/tensor-size.ts';
import { alignUp } from './gguf-table.ts';
import { valueTypes } from './metadata-value.ts';

/** A metadata value with its type in the file. */
export type GgufEntry =
  | { text: string }
  | { float32: number }
  | { uint32: number }
  | { flag: boolean }
  | { texts: readonly string[] }
  | { int32s: readonly number[] };

/** A tensor whose bytes are made when its turn comes. */
export interface TensorSource {
  name: string;
  /** In ggml's order: the fastest dimension first. */
  shape: readonly number[];
  type: GGMLQuantizationType;
  /** Exactly the tensor's bytes, little endian. */
  read: () => Uint8Array | Promise<Uint8Array>;
}

export interface GgufContents {
  values: Readonly<Record<string, GgufEntry>>;
  tensors: readonly TensorSource[];
}

export interface WriteGgufOptions {
  signal?: AbortSignal | undefined;
  /** Bytes of tensors that are written, of all of them. */
  onWritten?: ((completed: number, total: number) => void) | undefined;
}

const alignment = 32;

/**
 * Writes a GGUF file (version 3, little endian), one tensor in memory at a time, under a temporary name beside `path`
 * and renames it when it is whole.
 *
 * Errors: `ABORTED`, `STORE_FAILED` (the folder cannot be written), `RESOURCE_EXHAUSTED` (the disk is full), and what
 * `read` throws.
 */
export async function writeGguf(path: string, contents: GgufContents, options: WriteGgufOptions = {}): Promise<void> {
  const draft = `${path}.${randomUUID()}.partial`;
  try {
    const handle = await open(draft, 'wx');
    try {
      await writeContents(handle, contents, options);
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw TuneloopError.from(await explainWriteError(error, localDisk, path, undefined), 'STORE_FAILED');
  }
}

async function writeContents(handle: FileHandle, contents: GgufContents, options: WriteGgufOptions): Promise<void> {
  const sizes = contents.tensors.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  await handle.appendFile(header(contents, sizes));
  let completed = 0;
  for (const [index, tensor] of contents.tensors.entries()) {
    throwIfAborted(options.signal);
    const bytes = await tensor.read();
    const size = sizes[index] ?? 0;
    if (bytes.byteLength !== size) {
      throw new TuneloopError('INTERNAL', `${tensor.name} has ${bytes.byteLength} bytes instead of ${size}.`);
    }
    await handle.appendFile(bytes);
    await handle.appendFile(new Uint8Array(alignUp(size, alignment) - size));
    completed += size;
    options.onWritten?.(completed, total);
  }
}

function sizeOf({ name, shape, type }: TensorSource): number {
  const weights = shape.reduce((product, dimension) => product * dimension, 1);
  const size = tensorBytes(type, weights);
  if (size === undefined) throw new TuneloopError('INTERNAL', `${name} has the unknown tensor type ${type}.`);
  return size;
}

function header({ values, tensors }: GgufContents, sizes: readonly number[]): Buffer {
  const entries = Object.entries(values);
  const parts = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(entries.length)];
  for (const [key, entry] of entries) parts.push(text(key), encodeEntry(entry));
  let offset = 0;
  for (const [index, { name, shape, type }] of tensors.entries()) {
    parts.push(text(name), uint32(shape.length), ...shape.map(uint64), uint32(type), uint64(offset));
    offset = alignUp(offset + (sizes[index] ?? 0), alignment);
  }
  const unaligned = Buffer.concat(parts);
  return Buffer.concat([unaligned, Buffer.alloc(alignUp(unaligned.length, alignment) - unaligned.length)]);
}

function encodeEntry(entry: GgufEntry): Buffer {
  if ('text' in entry) return Buffer.concat([uint32(valueTypes.string), text(entry.text)]);
  if ('uint32' in entry) return Buffer.concat([uint32(valueTypes.uint32), uint32(entry.uint32)]);
  if ('flag' in entry) return Buffer.concat([uint32(valueTypes.bool), Buffer.from([Number(entry.flag)])]);
  if ('texts' in entry) return encodeList(valueTypes.string, entry.texts.map(text));
  if ('int32s' in entry) return encodeList(valueTypes.int32, entry.int32s.map(int32));
  const value = Buffer.alloc(4);
  value.writeFloatLE(entry.float32);
  return Buffer.concat([uint32(valueTypes.float32), value]);
}

function encodeList(type: number, elements: readonly Buffer[]): Buffer {
  return Buffer.concat([uint32(valueTypes.array), uint32(type), uint64(elements.length), ...elements]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
