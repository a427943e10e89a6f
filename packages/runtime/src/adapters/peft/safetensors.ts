import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';

/** One tensor of a safetensors file. */
export interface SafetensorsRow {
  name: string;
  /** `F32`, `F16`, `BF16`, … */
  dtype: string;
  /** In row-major order: the slowest dimension first. */
  shape: readonly number[];
  /** Bytes from the beginning of the file. */
  offset: number;
  sizeBytes: number;
}

export type SafetensorsResult =
  | { rows: readonly SafetensorsRow[] }
  | { fault: { kind: 'truncated' | 'damaged'; message: string } };

/** The format's own limit. */
const maximumHeaderBytes = 100_000_000;

const dtypeBytes: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

const rowSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(8),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/**
 * Reads the table of a safetensors file and checks it against the file's length, so that a file that is still being
 * copied is `truncated` and nothing behind its end is ever read.
 *
 * Source: the format's specification in the README of the safetensors project. Errors: those of `open`.
 */
export async function readSafetensors(path: string): Promise<SafetensorsResult> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size < 8) return truncated(`it has only ${size} bytes`);
    const headerBytes = Number((await readBytes(handle, 0, 8)).readBigUInt64LE());
    if (headerBytes > maximumHeaderBytes) return damaged(`it claims a header of ${headerBytes} bytes`);
    if (8 + headerBytes > size) return truncated(`its header needs ${8 + headerBytes} bytes, it has ${size}`);
    return parseHeader(await readBytes(handle, 8, headerBytes), 8 + headerBytes, size);
  } finally {
    await handle.close();
  }
}

/** A tensor's bytes, little endian. Errors: those of `open`. */
export async function readSafetensorsRow(path: string, { offset, sizeBytes }: SafetensorsRow): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    return await readBytes(handle, offset, sizeBytes);
  } finally {
    await handle.close();
  }
}

function parseHeader(header: Buffer, dataOffset: number, sizeBytes: number): SafetensorsResult {
  let table: unknown;
  try {
    table = JSON.parse(header.toString('utf8'));
  } catch {
    return damaged('its header is no JSON');
  }
  if (typeof table !== 'object' || table === null || Array.isArray(table)) return damaged('its header is no object');
  const rows: SafetensorsRow[] = [];
  for (const [name, value] of Object.entries(table)) {
    if (name === '__metadata__') continue;
    const parsed = rowSchema.safeParse(value);
    if (!parsed.success) return damaged(`its table has no usable row for ${name}`);
    const {
      dtype,
      shape,
      data_offsets: [start, end],
    } = parsed.data;
    const weights = shape.reduce((product, length) => product * length, 1);
    const elementBytes = dtypeBytes[dtype];
    if (end < start || (elementBytes !== undefined && end - start !== weights * elementBytes)) {
      return damaged(`${name} has ${end - start} bytes for the shape ${shape.join(' × ')} of ${dtype}`);
    }
    if (dataOffset + end > sizeBytes) {
      return truncated(`${name} ends at ${dataOffset + end} bytes, it has ${sizeBytes}`);
    }
    rows.push({ name, dtype, shape, offset: dataOffset + start, sizeBytes: end - start });
  }
  return { rows };
}

async function readBytes(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    // The file was cut off after its length was checked.
    if (bytesRead === 0) throw new Error(`The file ended at ${offset + filled} bytes while it was read.`);
    filled += bytesRead;
  }
  return bytes;
}

function truncated(message: string): SafetensorsResult {
  return { fault: { kind: 'truncated', message } };
}

function damaged(message: string): SafetensorsResult {
  return { fault: { kind: 'damaged', message } };
}
