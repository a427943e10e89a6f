import { open, stat, type FileHandle } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { adapterInvalid } from '../adapter-fault.ts';
import { FlatbufferFault, FlatbufferFile } from './flatbuffer-file.ts';
import type { OnnxAdapterMatrix, OnnxAdapterParameter } from './onnx-adapter-matrix.ts';

/** What an `.onnx_adapter` says of itself. */
export interface OnnxAdapterMetadata {
  path: string;
  sizeBytes: number;
  /** The largest inner dimension of its pairs. */
  rank: number;
  parameters: readonly OnnxAdapterParameter[];
}

/** The file identifier that stands behind the offset of the root table. */
const identifier = 'TORT';
const identifierAt = 4;
/** Fields of the tables, in the order of ONNX Runtime's `adapter_schema.fbs`. */
const parametersField = 3;
const parameterFields = { name: 0, shape: 1, type: 2, data: 3 };
const mostParameters = 1_000_000;
/** Bytes of an element, by `TensorProto.DataType`: float32, float16 and bfloat16. */
const elementBytes: Readonly<Record<number, number>> = { 1: 4, 10: 2, 16: 2 };

/**
 * Reads the names and shapes of an `.onnx_adapter`, and whether all of it is there; its weights are not read. Whether it
 * fits a model, `checkOnnxAdapterFits` tells.
 *
 * Errors: `NOT_FOUND`, `ADAPTER_INVALID` (`details.reason` is an `AdapterFault`), `STORE_FAILED` (it cannot be read).
 */
export function readOnnxAdapter(path: string): Promise<OnnxAdapterMetadata> {
  return readFrom(path, async (buffer) => {
    const found = await readParameters(path, buffer);
    const parameters = found.map(({ name, shape, type }) => ({ name, shape, type }));
    return { path, sizeBytes: buffer.sizeBytes, rank: rankOf(parameters), parameters };
  });
}

/** As `readOnnxAdapter`, with the weights. */
export function readOnnxAdapterMatrices(path: string): Promise<OnnxAdapterMatrix[]> {
  return readFrom(path, async (buffer) => {
    const matrices: OnnxAdapterMatrix[] = [];
    for (const { place, ...parameter } of await readParameters(path, buffer)) {
      matrices.push({ ...parameter, data: await buffer.bytes(place) });
    }
    return matrices;
  });
}

async function readFrom<T>(path: string, read: (buffer: FlatbufferFile) => Promise<T>): Promise<T> {
  const { file, size } = await openFile(path);
  await using closing = file;
  const buffer = new FlatbufferFile(closing, size);
  try {
    // While it is being written, the beginning may be all that there is.
    if (size < 8) throw new FlatbufferFault(`it has ${size} bytes`);
    if ((await buffer.latin1(identifierAt, identifier.length)) !== identifier) {
      const message = `${path} is no .onnx_adapter. Make one of PEFT's folder with \`tuneloop convert\`.`;
      throw adapterInvalid(path, 'not-an-adapter', message);
    }
    return await read(buffer);
  } catch (error) {
    if (!(error instanceof FlatbufferFault)) throw error;
    const message = `${path} is truncated: ${error.message}. Copy it again, or wait until it is complete.`;
    throw adapterInvalid(path, 'truncated', message);
  }
}

async function openFile(path: string): Promise<{ file: FileHandle; size: number }> {
  try {
    const { size } = await stat(path);
    return { file: await open(path), size };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new TuneloopError('NOT_FOUND', `There is no adapter file ${path}.`, { details: { path }, cause: error });
    }
    throw new TuneloopError(
      'STORE_FAILED',
      `${path} cannot be read (${code ?? String(error)}). Check its permissions.`,
      {
        details: { path },
        cause: error,
      },
    );
  }
}

interface PlacedParameter extends OnnxAdapterParameter {
  /** Of its bytes in the file. */
  place: { start: number; length: number };
}

async function readParameters(path: string, buffer: FlatbufferFile): Promise<PlacedParameter[]> {
  const root = await buffer.table(await buffer.follow(0));
  const place = root.get(parametersField);
  const listed = place === undefined ? undefined : await buffer.vector(place, 4);
  if (listed === undefined || listed.length === 0 || listed.length > mostParameters) {
    throw adapterInvalid(path, 'damaged', `${path} holds no matrices. Convert it again.`);
  }
  const parameters: PlacedParameter[] = [];
  for (let index = 0; index < listed.length; index++) {
    const at = listed.start + 4 * index;
    parameters.push(await readParameter(path, buffer, await buffer.follow(at)));
  }
  return parameters;
}

async function readParameter(path: string, buffer: FlatbufferFile, at: number): Promise<PlacedParameter> {
  const fields = await buffer.table(at);
  const place = (field: keyof typeof parameterFields): number => {
    const found = fields.get(parameterFields[field]);
    if (found !== undefined) return found;
    throw adapterInvalid(path, 'damaged', `${path} has a matrix without its ${field}. Convert it again.`);
  };
  const name = await buffer.text(place('name'));
  const shape = await buffer.int64s(place('shape'));
  const type = await buffer.uint32(place('type'));
  const data = await buffer.vector(place('data'), 1);
  const expected = shape.reduce((product, length) => product * length, elementBytes[type] ?? 0);
  if (data.length === expected) return { name, shape, type, place: data };
  throw adapterInvalid(
    path,
    'damaged',
    `${path}: ${name} has ${data.length} bytes, but should have ${expected}. Convert it again.`,
  );
}

/** A is `[inputs, rank]` and B `[rank, outputs]`, so that the rank is the smaller side of either. */
function rankOf(parameters: readonly OnnxAdapterParameter[]): number {
  return Math.max(0, ...parameters.map(({ shape }) => Math.min(...shape)));
}
