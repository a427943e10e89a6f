import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { readBaseModel } from '../../adapters/base-model.ts';
import { convertibleArchitecture } from '../../adapters/peft/target-names.ts';
import { randomWeights } from './random-weights.ts';
import { largestWeight, matchingTargets } from './test-adapter.ts';

export interface TestPeftAdapterOptions {
  /** Path of the base model's GGUF. */
  base: string;
  /** Of the adapter; made when it does not exist. */
  folder: string;
  /** Default 1. */
  seed?: number | undefined;
  /** Default 4. */
  rank?: number | undefined;
  /** Default: the rank. */
  alpha?: number | undefined;
  /** Default `F32`. */
  dtype?: 'F32' | 'BF16' | undefined;
  /** More of `adapter_config.json`. */
  config?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Writes a LoRA adapter with pseudo-random weights for every linear layer of a base model's blocks, as PEFT saves it.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`, `UNSUPPORTED` (architecture).
 */
export async function writeTestPeftAdapter(options: TestPeftAdapterOptions): Promise<void> {
  const { base, folder, seed = 1, rank = 4, alpha = rank, dtype = 'F32', config } = options;
  const { architecture, shapes } = await readBaseModel(base);
  const modules = Object.entries(convertibleArchitecture(architecture)?.modules ?? {});
  if (modules.length === 0) {
    throw new TuneloopError('UNSUPPORTED', `The names of ${architecture}'s modules are not known.`);
  }
  const random = randomWeights(seed);
  const tensors: SafetensorsTensor[] = modules.flatMap(([module, tensor]) =>
    matchingTargets(shapes, new RegExp(String.raw`^blk\.\d+\.${tensor}\.weight$`)).flatMap(
      ([name, [input, output]]) => {
        const path = `base_model.model.model.layers.${name.split('.')[1] ?? ''}.${module}`;
        return [
          { name: `${path}.lora_A.weight`, shape: [rank, input], values: random(rank * input, largestWeight) },
          { name: `${path}.lora_B.weight`, shape: [output, rank], values: random(output * rank, largestWeight) },
        ];
      },
    ),
  );
  await mkdir(folder, { recursive: true });
  const settings = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    r: rank,
    lora_alpha: alpha,
    base_model_name_or_path: 'test/base',
    target_modules: modules.map(([module]) => module.split('.').at(-1)),
    ...config,
  };
  await writeRenamed(join(folder, 'adapter_config.json'), JSON.stringify(settings, undefined, 2));
  await writeRenamed(join(folder, 'adapter_model.safetensors'), safetensorsBytes(tensors, dtype));
}

export interface SafetensorsTensor {
  name: string;
  /** Row-major: the slowest dimension first. */
  shape: readonly number[];
  values: Float32Array;
}

/** BF16 cuts the lower bits off. */
export function safetensorsBytes(tensors: readonly SafetensorsTensor[], dtype: 'F32' | 'BF16' = 'F32'): Buffer {
  const data = tensors.map(({ values }) => encode(values, dtype));
  let offset = 0;
  const rows = tensors.map(({ name, shape }, index) => {
    const start = offset;
    offset += data[index]?.length ?? 0;
    return [name, { dtype, shape, data_offsets: [start, offset] }] as const;
  });
  const text = JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(rows) });
  const header = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...data]);
}

function encode(values: Float32Array, dtype: 'F32' | 'BF16'): Buffer {
  if (dtype === 'F32') return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Buffer.from(Uint16Array.from(bits, (word) => word >>> 16).buffer);
}

async function writeRenamed(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.partial`, content);
  await rename(`${path}.partial`, path);
}
