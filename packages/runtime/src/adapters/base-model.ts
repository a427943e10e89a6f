import { stat } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { filePartPaths } from '../models/split-files.ts';
import { readGgufTable, type GgufTable } from './gguf/gguf-table.ts';

/** What adapters must fit. */
export interface BaseModel {
  architecture: string;
  /** By name, in ggml's order: the fastest dimension first. */
  shapes: ReadonlyMap<string, readonly number[]>;
  /** Number of attention heads of a layer. */
  heads(layer: number): number | undefined;
  /** Number of key-value heads of a layer. */
  keyValueHeads(layer: number): number | undefined;
}

/** Every new adapter is checked against the same few models, whose headers are megabytes. */
const known = new Map<string, { stamp: string; model: Promise<BaseModel> }>();
const keptModels = 16;

/**
 * Architecture and tensor shapes of a model in GGUF, of a split one with all parts; remembered until the file changes.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`.
 */
export async function readBaseModel(path: string): Promise<BaseModel> {
  const found = await stat(path).catch((error: unknown) => {
    throw new TuneloopError('MODEL_NOT_FOUND', `There is no model file ${path}.`, { details: { path }, cause: error });
  });
  if (found.isDirectory()) {
    const message = `${path} is a folder. Adapters in GGUF are for models in GGUF; those of ONNX models are .onnx_adapter files.`;
    throw new TuneloopError('MODEL_LOAD_FAILED', message, { details: { path } });
  }
  const stamp = `${found.size} ${found.mtimeMs} ${found.ino}`;
  const before = known.get(path);
  if (before?.stamp === stamp) return before.model;
  const model = load(path);
  known.delete(path);
  known.set(path, { stamp, model });
  const [oldest] = known.keys();
  if (known.size > keptModels && oldest !== undefined) known.delete(oldest);
  model.catch(() => {
    if (known.get(path)?.model === model) known.delete(path);
  });
  return model;
}

async function load(path: string): Promise<BaseModel> {
  const parts = await Promise.all(filePartPaths(path).map(readPart));
  const values = parts[0]?.values;
  const architecture = values?.get('general.architecture');
  if (typeof architecture !== 'string') {
    throw new TuneloopError('MODEL_LOAD_FAILED', `${path} names no architecture. Download it again.`, {
      details: { path },
    });
  }
  const perLayer = (key: string) => (layer: number) => {
    const value = values?.get(`${architecture}.attention.${key}`);
    const own = Array.isArray(value) ? (value as readonly unknown[])[layer] : value;
    return typeof own === 'number' ? own : undefined;
  };
  const heads = perLayer('head_count');
  const keyValueHeads = perLayer('head_count_kv');
  return {
    architecture,
    shapes: new Map(parts.flatMap(({ tensors }) => [...tensors.values()].map(({ name, shape }) => [name, shape]))),
    heads,
    keyValueHeads: (layer) => keyValueHeads(layer) ?? heads(layer),
  };
}

async function readPart(path: string): Promise<GgufTable> {
  const result = await readGgufTable(path).catch((error: unknown) => {
    throw new TuneloopError('MODEL_NOT_FOUND', `${path} cannot be read. Check that it exists and its permissions.`, {
      details: { path },
      cause: error,
    });
  });
  if ('table' in result) return result.table;
  throw new TuneloopError('MODEL_LOAD_FAILED', `${path} is not a usable model: ${result.fault.message}.`, {
    details: { path },
  });
}
