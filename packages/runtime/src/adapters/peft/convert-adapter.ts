import { access } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GGMLQuantizationType } from '@huggingface/gguf';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { adapterInvalid } from '../adapter-fault.ts';
import { assertFits } from '../check-adapter.ts';
import type { BaseModel } from '../base-model.ts';
import { writeGguf, type GgufEntry, type TensorSource } from '../gguf/gguf-writer.ts';
import { readConversionBase } from './conversion-base.ts';
import { decodeFloats, encodeFloats, isFloatType } from './float-types.ts';
import { moduleScale, readPeftConfig, type PeftConfig } from './peft-config.ts';
import { peftWeightsName } from './peft-files.ts';
import { peftModules, type PeftModule } from './peft-modules.ts';
import { interleaveHeads, transpose } from './row-order.ts';
import { readSafetensors, readSafetensorsRow, type SafetensorsRow } from './safetensors.ts';
import { convertibleArchitecture, convertibleArchitectures, targetOf, type AdapterTarget } from './target-names.ts';

export interface ConvertAdapterOptions {
  /** A folder that PEFT saved: `adapter_config.json` and `adapter_model.safetensors`. */
  source: string;
  /** The base model: its GGUF (then the matrices' shapes are checked, too), its `config.json`, or a folder with that. */
  base: string;
  /** The `.gguf` that is written: under a temporary name first, then renamed. */
  output: string;
  /** `f32` (default) loses nothing; `f16` is half as large. */
  outputType?: 'f32' | 'f16' | undefined;
  /** `general.name`; by default the folder's. */
  name?: string | undefined;
  /** `general.base_model.0.name`; by default the last part of what the folder says that it was trained on. */
  baseModel?: string | undefined;
  /** `general.dataset.0.name`: what it was trained on. */
  trainingData?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes of tensors that are written, of all of them. */
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

/** One module on its way. */
interface PlannedModule {
  module: PeftModule;
  target: AdapterTarget;
  /** What B is multiplied with, where this module's scale is not the file's. */
  factor: number;
}

/**
 * Converts a LoRA adapter of PEFT to GGUF without Python, one tensor in memory at a time. The result has the same bits
 * as that of llama.cpp's `convert_lora_to_gguf.py`, but for rank-stabilised LoRA and `alpha_pattern`/`rank_pattern`,
 * whose scales that script ignores. Dense decoders only: llama (also Mistral, SmolLM2), granite, smollm3, qwen2, qwen3,
 * gemma to gemma3, phi3.
 *
 * Errors: `NOT_FOUND`, `ADAPTER_INVALID` (`details.reason`: an `AdapterFault`), `UNSUPPORTED` (architecture),
 * `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED` (the base), `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED`.
 */
export async function convertAdapter(options: ConvertAdapterOptions): Promise<void> {
  const { source, output, outputType = 'f32', signal, onProgress } = options;
  throwIfAborted(signal);
  const base = await readConversionBase(options.base);
  const config = await readPeftConfig(source);
  const weights = join(source, peftWeightsName);
  const modules = peftModules(source, await readRows(source, weights));
  const alpha = fileAlpha(config, modules);
  const plan = modules.map((module) => planModule(source, module, base, config, alpha));
  if (base.shapes !== undefined) assertPlanFits(source, plan, { ...base, shapes: base.shapes });
  const tensors = plan.flatMap((planned) => tensorsOf(planned, weights, base, outputType, source));
  const name = options.name ?? basename(resolve(source));
  await writeGguf(
    output,
    { values: metadata(base.architecture, name, alpha, { ...lineageOf(config), ...givenLineage(options) }), tensors },
    { signal, onWritten: (completed, total) => onProgress?.({ completed, total }) },
  );
}

async function readRows(source: string, path: string): Promise<readonly SafetensorsRow[]> {
  const result = await readSafetensors(path).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new TuneloopError('STORE_FAILED', `${path} cannot be read. Check its permissions.`, { cause: error });
    }
    const hasPickle = await access(join(source, 'adapter_model.bin')).then(
      () => true,
      () => false,
    );
    if (hasPickle) {
      const advice = 'Save it with safe_serialization=True: a pickle can run any program when it is read.';
      throw adapterInvalid(source, 'not-convertible', `${source} has its weights as adapter_model.bin. ${advice}`);
    }
    throw adapterInvalid(source, 'truncated', `${source} has no adapter_model.safetensors yet. Copy it, too.`);
  });
  if ('fault' in result) {
    const { kind, message } = result.fault;
    throw adapterInvalid(source, kind, `${path} is ${kind}: ${message}. Copy it again.`);
  }
  for (const { name, dtype } of result.rows) {
    if (isFloatType(dtype)) continue;
    const advice = 'Save it as float32, float16 or bfloat16.';
    throw adapterInvalid(source, 'not-convertible', `${source}: ${name} has the type ${dtype}. ${advice}`);
  }
  return result.rows;
}

/** One alpha for all, which llama.cpp divides by each pair's own rank. */
function fileAlpha(config: PeftConfig, [first]: readonly PeftModule[]): number {
  const hasPatterns = Object.keys({ ...config.rank_pattern, ...config.alpha_pattern }).length > 0;
  if (hasPatterns || first === undefined) return config.lora_alpha;
  return config.use_rslora === true ? config.lora_alpha * Math.sqrt(config.r) : config.lora_alpha;
}

function planModule(
  source: string,
  module: PeftModule,
  base: Pick<BaseModel, 'architecture'>,
  config: PeftConfig,
  alpha: number,
): PlannedModule {
  const architecture = convertibleArchitecture(base.architecture);
  if (architecture === undefined) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `PEFT adapters for ${base.architecture} cannot be converted here (only ${convertibleArchitectures.join(', ')}). Convert it with llama.cpp's convert_lora_to_gguf.py (convertAdapterWithScript) and use the .gguf.`,
      { details: { path: source, architecture: base.architecture } },
    );
  }
  const target = targetOf(module.path, architecture);
  if (target === undefined) {
    throw adapterInvalid(
      source,
      'not-convertible',
      `${source} changes ${module.path}, which has no counterpart in a GGUF model of the architecture ${base.architecture}. Train it on other target_modules, or merge it into its base model.`,
      { tensor: module.path },
    );
  }
  const rank = module.a.shape[0] ?? 1;
  const wanted = moduleScale(config, module.path);
  const given = alpha / rank;
  // The same number in two ways of computing it is no reason to touch the weights.
  const isGiven = given === wanted || Math.abs(given - wanted) <= 1e-6 * Math.abs(wanted);
  return { module, target, factor: isGiven ? 1 : wanted / given };
}

function assertPlanFits(path: string, plan: readonly PlannedModule[], base: BaseModel): void {
  const pairs = plan.map(({ module: { a, b, isEmbedding }, target }) => {
    const shapeOfA = isEmbedding ? a.shape : a.shape.toReversed();
    return { target: target.tensor, rank: a.shape[0] ?? 0, a: shapeOfA, b: b.shape.toReversed() };
  });
  assertFits({ path, architecture: base.architecture, pairs }, base);
}

function tensorsOf(
  { module: { a, b, isEmbedding }, target, factor }: PlannedModule,
  path: string,
  base: Pick<BaseModel, 'heads' | 'keyValueHeads'>,
  outputType: 'f32' | 'f16',
  source: string,
): TensorSource[] {
  const read = async (row: SafetensorsRow): Promise<Float32Array> => {
    const bytes = await readSafetensorsRow(path, row);
    return isFloatType(row.dtype) ? decodeFloats(bytes, row.dtype) : new Float32Array();
  };
  const type = outputType === 'f32' ? GGMLQuantizationType.F32 : GGMLQuantizationType.F16;
  const [rank = 1, width = 0] = a.shape;
  const [rows = 0] = b.shape;
  const readA = async (): Promise<Uint8Array> => {
    const values = await read(a);
    return encodeFloats(isEmbedding ? transpose(values, width) : values, outputType);
  };
  const readB = async (): Promise<Uint8Array> => {
    const scaled = (await read(b)).map((value) => value * factor);
    const heads = target.heads && headsOf(target.heads, base);
    if (target.heads === undefined) return encodeFloats(scaled, outputType);
    if (heads === undefined || rows % (heads * 2) !== 0) {
      throw adapterInvalid(
        source,
        'shape',
        `${source}: ${target.tensor} has ${rows} rows for ${heads ?? 'unknown'} heads.`,
      );
    }
    return encodeFloats(interleaveHeads(scaled, rank, heads), outputType);
  };
  return [
    { name: `${target.tensor}.lora_a`, shape: isEmbedding ? [rank, width] : [width, rank], type, read: readA },
    { name: `${target.tensor}.lora_b`, shape: [rank, rows], type, read: readB },
  ];
}

function headsOf(
  { kind, layer }: { kind: 'query' | 'key'; layer: number },
  base: Pick<BaseModel, 'heads' | 'keyValueHeads'>,
): number | undefined {
  return kind === 'query' ? base.heads(layer) : base.keyValueHeads(layer);
}

interface Lineage {
  baseModel?: string | undefined;
  trainingData?: string | undefined;
}

function lineageOf({ base_model_name_or_path: base }: PeftConfig): Lineage {
  // A path would tell about the machine that it was trained on.
  return { baseModel: base?.split(/[\\/]/).at(-1) };
}

function givenLineage({ baseModel, trainingData }: Lineage): Lineage {
  return { ...(baseModel !== undefined && { baseModel }), ...(trainingData !== undefined && { trainingData }) };
}

function metadata(
  architecture: string,
  name: string,
  alpha: number,
  { baseModel, trainingData }: Lineage,
): Record<string, GgufEntry> {
  return {
    'general.architecture': { text: architecture },
    'general.type': { text: 'adapter' },
    'general.name': { text: name },
    'adapter.type': { text: 'lora' },
    'adapter.lora.alpha': { float32: alpha },
    ...(baseModel && { 'general.base_model.count': { uint32: 1 }, 'general.base_model.0.name': { text: baseModel } }),
    ...(trainingData && { 'general.dataset.count': { uint32: 1 }, 'general.dataset.0.name': { text: trainingData } }),
  };
}
