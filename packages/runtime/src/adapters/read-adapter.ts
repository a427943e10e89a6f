import { TuneloopError } from '@tuneloop/protocol';
import { tensorBytes } from '../models/gguf/tensor-size.ts';
import { adapterInvalid } from './adapter-fault.ts';
import { pairMatrices, type AdapterPair } from './adapter-pairs.ts';
import { readGgufTable, type GgufTable } from './gguf/gguf-table.ts';

/** What a LoRA file says of itself. */
export interface AdapterMetadata {
  path: string;
  sizeBytes: number;
  /** Of the base model: `llama`, `qwen3`, … */
  architecture: string;
  name?: string;
  /** What it was trained on, as its maker wrote it: a name or a repository. */
  baseModel?: string;
  /** The largest of its pairs. */
  rank: number;
  /** Weights count alpha / rank times; left out where the file has none, and they count once. */
  alpha?: number;
  /** One for every tensor of the base model that it changes. */
  pairs: readonly AdapterPair[];
}

/**
 * Reads the header of a LoRA adapter in GGUF and checks what can be checked without its base model: that the file is
 * whole, an adapter, and that its matrices belong together. Its weights are not read.
 *
 * Errors: `NOT_FOUND`, `ADAPTER_INVALID` (`details.reason` is an `AdapterFault`), `STORE_FAILED` (it cannot be read).
 */
export async function readAdapter(path: string): Promise<AdapterMetadata> {
  const table = await readTable(path);
  const text = (key: string): string | undefined => {
    const value = table.values.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  assertLora(path, text('general.type') ?? 'model', text('adapter.type'));
  const architecture = text('general.architecture');
  if (architecture === undefined) {
    throw adapterInvalid(path, 'damaged', `${path} does not say which architecture it is for. Convert it again.`);
  }
  for (const { name, type } of table.tensors.values()) {
    if (tensorBytes(type, 1) !== undefined) continue;
    throw adapterInvalid(path, 'damaged', `${path}: ${name} has the unknown type ${type}. Convert it again as F16.`);
  }
  const pairs = pairMatrices(path, table.tensors.values());
  const alpha = alphaOf(path, table);
  const name = text('general.name');
  const baseModel = text('general.base_model.0.repo_url') ?? text('general.base_model.0.name');
  return {
    path,
    sizeBytes: table.sizeBytes,
    architecture,
    ...(name !== undefined && { name }),
    ...(baseModel !== undefined && { baseModel }),
    rank: Math.max(...pairs.map(({ rank }) => rank)),
    ...(alpha !== undefined && { alpha }),
    pairs,
  };
}

async function readTable(path: string): Promise<GgufTable> {
  let result;
  try {
    result = await readGgufTable(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new TuneloopError('NOT_FOUND', `There is no adapter file ${path}.`, { details: { path }, cause: error });
    }
    const advice = code === 'EISDIR' ? 'It is a folder; convert it with convertAdapter.' : 'Check its permissions.';
    throw new TuneloopError('STORE_FAILED', `${path} cannot be read (${code ?? String(error)}). ${advice}`, {
      details: { path },
      cause: error,
    });
  }
  if ('table' in result) return result.table;
  const { kind, message } = result.fault;
  const what = {
    'not-gguf': `is not a GGUF file: ${message}. Adapters are GGUF files or PEFT folders.`,
    truncated: `is truncated: ${message}. Copy it again, or wait until it is complete.`,
    damaged: `is damaged: ${message}. Copy or convert it again.`,
  }[kind];
  throw adapterInvalid(path, kind, `${path} ${what}`);
}

function assertLora(path: string, type: string, adapterType: string | undefined): void {
  if (type !== 'adapter') {
    const advice = type === 'model' ? 'Serve a model with MODEL_PATH.' : 'Name the adapter itself.';
    throw adapterInvalid(path, 'not-an-adapter', `${path} is not an adapter (its general.type is ${type}). ${advice}`);
  }
  if (adapterType === 'lora') return;
  throw adapterInvalid(
    path,
    'not-an-adapter',
    `${path} is an adapter of the kind ${adapterType ?? 'unknown'}; only LoRA adapters can be used.`,
  );
}

function alphaOf(path: string, { values }: GgufTable): number | undefined {
  const alpha = values.get('adapter.lora.alpha');
  // llama.cpp takes 0 for "not given".
  if (alpha === undefined || alpha === 0) return undefined;
  if (typeof alpha === 'number' && Number.isFinite(alpha)) return alpha;
  throw adapterInvalid(path, 'alpha', `${path} has the alpha ${String(alpha)}, which is no number. Convert it again.`);
}
