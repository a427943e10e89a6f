import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { readSafetensors, type SafetensorsRow } from '@tuneloop/runtime';
import { z } from 'zod';

/** A matrix that an adapter can stand beside; one for each expert of a mixture. */
export interface LinearLayer {
  /** Of the module: `model.layers.0.self_attn.q_proj`. */
  name: string;
  inputs: number;
  outputs: number;
  /** Experts that lie in one tensor; otherwise 1. */
  count: number;
  isExpert: boolean;
}

/** What of a model decides how much memory its training takes. */
export interface ModelShape {
  parameters: number;
  linears: readonly LinearLayer[];
  layers: number;
  hiddenSize: number;
  /** Of the feed-forward layers; of a mixture, of the experts that a token goes through. */
  intermediateSize: number;
  /** Numbers of all query heads together; keys and values are spread over as many. */
  attentionSize: number;
  vocabularySize: number;
}

const size = z.int().positive();

const textConfigSchema = z.looseObject({
  hidden_size: size.optional(),
  n_embd: size.optional(),
  num_hidden_layers: size.optional(),
  n_layer: size.optional(),
  intermediate_size: size.nullish(),
  moe_intermediate_size: size.nullish(),
  num_experts_per_tok: size.nullish(),
  num_attention_heads: size.optional(),
  head_dim: size.nullish(),
  vocab_size: size.optional(),
});

const configSchema = textConfigSchema.extend({ text_config: textConfigSchema.optional() });

/**
 * Reads the tables of a Hugging Face folder, not its weights.
 *
 * Errors: `MODEL_NOT_FOUND` (no folder), `MODEL_LOAD_FAILED` (no `config.json`, no whole safetensors).
 */
export async function readModelShape(folder: string): Promise<ModelShape> {
  const config = await readConfig(folder);
  const tensors = await readTensors(folder);
  const hiddenSize = config.hidden_size ?? config.n_embd ?? 0;
  const heads = config.num_attention_heads ?? 1;
  const expertsInUse = config.moe_intermediate_size ? (config.num_experts_per_tok ?? 1) : 1;
  return {
    parameters: tensors.reduce((sum, { shape }) => sum + product(shape), 0),
    linears: tensors.flatMap(linearOf),
    layers: config.num_hidden_layers ?? config.n_layer ?? 1,
    hiddenSize,
    intermediateSize: (config.moe_intermediate_size ?? config.intermediate_size ?? hiddenSize * 4) * expertsInUse,
    attentionSize: heads * (config.head_dim ?? Math.ceil(hiddenSize / heads)),
    vocabularySize: config.vocab_size ?? 0,
  };
}

async function readConfig(folder: string): Promise<z.output<typeof textConfigSchema>> {
  const path = join(folder, 'config.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new TuneloopError('MODEL_NOT_FOUND', `${folder} is no model's folder: it has no config.json.`, {
      cause: error,
    });
  }
  try {
    const config = configSchema.parse(JSON.parse(text));
    return config.text_config ?? config;
  } catch (error) {
    throw new TuneloopError('MODEL_LOAD_FAILED', `${path} is damaged. Get the model's folder anew.`, { cause: error });
  }
}

async function readTensors(folder: string): Promise<SafetensorsRow[]> {
  const names = (await readdir(folder)).filter((name) => /^(model|pytorch_model).*\.safetensors$/.test(name));
  if (names.length === 0) {
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `${folder} has no model*.safetensors. Give a folder with the weights in safetensors.`,
    );
  }
  const tensors: SafetensorsRow[] = [];
  for (const name of names) {
    const table = await readSafetensors(join(folder, name));
    if ('fault' in table) {
      throw new TuneloopError('MODEL_LOAD_FAILED', `${join(folder, name)} is not whole: ${table.fault.message}.`);
    }
    for (const row of table.rows) tensors.push(row);
  }
  return tensors;
}

/** As PEFT's `all-linear`: every matrix but embeddings and the output layer. */
function linearOf({ name, shape }: SafetensorsRow): LinearLayer[] {
  const [first = 0, second = 0, third = 0] = shape;
  const isExpert = name.includes('.experts.');
  if (shape.length === 3 && isExpert) {
    return [{ name, inputs: third, outputs: second, count: first, isExpert }];
  }
  const isMatrix = shape.length === 2 && name.endsWith('.weight');
  if (!isMatrix || /(^|\.)(\w*embed\w*|wte|wpe|lm_head|score|output)\.weight$/.test(name)) return [];
  return [{ name: name.slice(0, -'.weight'.length), inputs: second, outputs: first, count: 1, isExpert }];
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, length) => total * length, 1);
}
