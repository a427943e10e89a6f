import { rm, stat } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { checkAdapterFits, convertAdapter, convertAdapterWithScript, hashFile, readAdapter } from '@tuneloop/runtime';
import type { TrainingRun } from '../driver/training-driver.ts';
import type { TrainingResult } from '../driver/training-event.ts';
import type { ConvertResult } from '../run/step-results.ts';
import { lowRankAdapter, type LowRankAdapter } from './low-rank-adapter.ts';
import { mergeAdapter } from './merge-adapter.ts';
import { nameOfBase, type ModelOrigin } from './model-origin.ts';
import { readAdapterVariant } from './adapter-variant.ts';
import { pythonCall, type PythonCall } from './python-call.ts';
import { writeModelGguf } from './write-model-gguf.ts';

export interface ConvertTrainedOptions extends PythonCall {
  run: TrainingRun;
  result: Pick<TrainingResult, 'folder' | 'tuning'>;
  /** The model that is served. */
  baseGguf: string;
  /** The same model as the trainer read it: a folder, or an id on the hub. */
  base: string;
  /** The `.gguf` that is written: under a temporary name first, then renamed. */
  output: string;
  /** Where llama.cpp's scripts are unpacked to. */
  cacheFolder: string;
  /** `general.name` of the file. */
  name: string;
  /** What it was trained on, for people: the name of a file, `ratings of this server`. */
  trainingData?: string | undefined;
  /** Of what has no low rank of its own (DoRA, full tuning). Default: twice the rank of the training, at least 16. */
  rank?: number | undefined;
  /**
   * The largest relative error of such an adapter (`ConvertResult.error`); above it the whole model is written. 0: always,
   * 1: never. Default 0.5.
   */
  errorBound?: number | undefined;
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

/**
 * Makes of a training what llama.cpp serves. Plain and rank-stabilised LoRA become an adapter without a loss: by
 * `convertAdapter`, or by llama.cpp's own script where that does not know the architecture. Of DoRA and full tuning it
 * becomes the nearest adapter of low rank, or, where that is too far, a whole model in F16. What is written was read
 * again, and fits the base. Run again, it replaces what it left.
 *
 * Errors: `ADAPTER_INVALID` (`details.reason`), `UNSUPPORTED` (a reward model; what no converter knows), `MODEL_NOT_FOUND`,
 * `MODEL_LOAD_FAILED`, `OUTPUT_INVALID` (nothing was learned), `RESOURCE_EXHAUSTED`, `STORE_FAILED`, `ABORTED`.
 */
export async function convertTrained(options: ConvertTrainedOptions): Promise<ConvertResult> {
  const { run, result } = options;
  if (run.config.method === 'reward') {
    throw new TuneloopError(
      'UNSUPPORTED',
      'A reward model scores answers for other trainings (rewards: {type: model}), and cannot be served as an adapter.',
    );
  }
  const isLowRank = result.tuning === 'lora' && (await readAdapterVariant(result.folder)) !== 'dora';
  return isLowRank ? await convertDirectly(options) : await convertBySvd(options);
}

async function convertDirectly(options: ConvertTrainedOptions): Promise<ConvertResult> {
  const method = await convertFolder(options, options.result.folder);
  return await describeAdapter(options, method);
}

/** @param source a folder as PEFT writes it. */
async function convertFolder(options: ConvertTrainedOptions, source: string): Promise<'direct' | 'script'> {
  const { baseGguf, base, output, cacheFolder, python, signal, onProgress } = options;
  try {
    await convertAdapter({ ...originOf(options), source, base: baseGguf, output, signal, onProgress });
    return 'direct';
  } catch (error) {
    if (!TuneloopError.isInstance(error) || error.code !== 'UNSUPPORTED') throw error;
  }
  await convertAdapterWithScript({ source, base, output, cacheFolder, python, signal });
  return 'script';
}

async function convertBySvd(options: ConvertTrainedOptions): Promise<ConvertResult> {
  const { run, result, base, output, errorBound = 0.5, onProgress } = options;
  if (errorBound <= 0) return await convertWhole(options, undefined);
  const folder = `${output}.low-rank`;
  try {
    const rank = options.rank ?? Math.max(16, run.config.lora.rank * 2);
    const trained = { base, trained: result.folder, tuning: result.tuning };
    const found = await lowRankAdapter({ ...pythonCall(options), ...trained, rank, output: folder, onProgress });
    if (found.error > errorBound) return await convertWhole(options, found);
    await convertFolder(options, found.folder);
    return { ...(await describeAdapter(options, 'svd')), error: found.error };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param tried the adapter that was not near enough. */
async function convertWhole(options: ConvertTrainedOptions, tried: LowRankAdapter | undefined): Promise<ConvertResult> {
  const { run, result, base, baseGguf, output, cacheFolder } = options;
  const call = pythonCall(options);
  const merged = result.tuning === 'full' ? undefined : `${output}.merged`;
  try {
    if (merged !== undefined) {
      const { chatTemplate } = run;
      await mergeAdapter({ ...call, base, adapter: result.folder, output: merged, precision: 'fp32', chatTemplate });
    }
    const model = merged ?? result.folder;
    await writeModelGguf({ ...call, model, output, baseGguf, origin: originOf(options), cacheFolder });
  } finally {
    if (merged !== undefined) await rm(merged, { recursive: true, force: true });
  }
  return {
    ...(await describeFile(output)),
    kind: 'model',
    method: 'merge',
    ...(tried !== undefined && { rank: tried.rank, error: tried.error }),
  };
}

async function describeAdapter(
  { output, baseGguf }: ConvertTrainedOptions,
  method: 'direct' | 'script' | 'svd',
): Promise<ConvertResult> {
  const adapter = await readAdapter(output);
  await checkAdapterFits(adapter, baseGguf);
  const { rank, alpha } = adapter;
  return { ...(await describeFile(output)), kind: 'adapter', method, rank, alpha };
}

async function describeFile(file: string): Promise<Pick<ConvertResult, 'file' | 'sha256' | 'sizeBytes'>> {
  return { file, sha256: await hashFile(file), sizeBytes: (await stat(file)).size };
}

function originOf({ run, name, trainingData }: ConvertTrainedOptions): ModelOrigin {
  return { name, baseModel: nameOfBase(run.base), trainingData };
}
