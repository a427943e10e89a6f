import { stat } from 'node:fs/promises';
import { type GGMLQuantizationType, gguf, type GGUFParseOutput } from '@huggingface/gguf';
import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '../format-bytes.ts';
import { assertGguf } from './assert-gguf.ts';
import { tensorBytes } from './tensor-size.ts';

export interface GgufTensor {
  name: string;
  type: GGMLQuantizationType;
  /** Number of weights. */
  weights: number;
}

/** What stands before the weights of a GGUF file. */
export interface GgufHeader {
  sizeBytes: number;
  tensors: readonly GgufTensor[];
  number(key: string): number | undefined;
  text(key: string): string | undefined;
  /** A list of numbers or truth values; a single value is a list of one. */
  numbers(key: string): readonly number[] | undefined;
  /** Number of elements of a list. */
  count(key: string): number | undefined;
}

/**
 * Reads the header of a GGUF file (version 1 to 3), without the weights, and checks that the file is long enough for
 * every tensor in its table.
 *
 * Errors: `MODEL_NOT_FOUND` (no such file), `MODEL_LOAD_FAILED` (not GGUF, damaged, truncated).
 */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    throw new TuneloopError('MODEL_NOT_FOUND', `There is no model file ${path}.`, { details: { path } });
  }
  await assertGguf(path);
  const parsed = await parse(path, found.size);
  assertComplete(path, parsed, found.size);
  const values = parsed.metadata as unknown as Readonly<Record<string, unknown>>;
  return {
    sizeBytes: found.size,
    tensors: parsed.tensorInfos.map(({ name, dtype, shape }) => ({ name, type: dtype, weights: weightsOf(shape) })),
    number: (key) => toNumber(values[key]),
    text: (key) => (typeof values[key] === 'string' ? values[key] : undefined),
    numbers(key) {
      const list = Array.isArray(values[key]) ? values[key] : [values[key]];
      const numbers = list.map(toNumber).filter((value) => value !== undefined);
      return numbers.length === list.length ? numbers : undefined;
    },
    count: (key) => (Array.isArray(values[key]) ? values[key].length : undefined),
  };
}

async function parse(path: string, sizeBytes: number): Promise<GGUFParseOutput> {
  try {
    return await gguf(path, { allowLocalFile: true });
  } catch (error) {
    // The parser reads zeros behind the end, so that a header cut short can look like any other mistake.
    const reason = error instanceof Error ? error.message : String(error);
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `${path} has a damaged or truncated GGUF header (${formatBytes(sizeBytes)}; ${reason}). Download it again.`,
      { details: { path, sizeBytes }, cause: error },
    );
  }
}

function assertComplete(path: string, parsed: GGUFParseOutput, sizeBytes: number): void {
  const dataOffset = Number(parsed.tensorDataOffset);
  const headerEnd = parsed.tensorInfoByteRange[1];
  const ends = parsed.tensorInfos.map(({ dtype, shape, offset }) => {
    return dataOffset + Number(offset) + (tensorBytes(dtype, weightsOf(shape)) ?? 0);
  });
  const neededBytes = ends.reduce((most, end) => Math.max(most, end), headerEnd);
  if (neededBytes <= sizeBytes) return;
  throw new TuneloopError(
    'MODEL_LOAD_FAILED',
    `${path} is truncated: it has ${formatBytes(sizeBytes)}, but its ${headerEnd > sizeBytes ? 'header' : 'tensor table'} needs ${formatBytes(neededBytes)}. Download it again.`,
    { details: { path, sizeBytes, neededBytes } },
  );
}

function weightsOf(shape: readonly bigint[]): number {
  return shape.reduce((product, dimension) => product * Number(dimension), 1);
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : undefined;
}
