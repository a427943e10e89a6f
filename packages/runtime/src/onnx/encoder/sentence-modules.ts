import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { findModelJson } from '../folder/model-json.ts';

/** Ways to make one vector of many; several stand behind each other, in this order. */
export const poolingModes = ['cls', 'max', 'mean', 'mean-sqrt', 'weighted-mean', 'last'] as const;
export type PoolingMode = (typeof poolingModes)[number];
export type Pooling = PoolingMode[];

/** What sentence-transformers keeps beside a model. */
export interface SentenceModules {
  /** Left out where the folder says nothing of it. */
  pooling: Pooling | undefined;
  /** The tokens that the model's makers let it read at once. */
  maxTokens: number | undefined;
}

const modulesSchema = z.array(z.looseObject({ path: z.string().default(''), type: z.string() }));
const poolingSchema = z.looseObject({ pooling_mode: z.union([z.string(), z.array(z.string())]).optional() });
const limitSchema = z.looseObject({ max_seq_length: z.number().int().min(1).nullish() });

/** By the names of sentence-transformers: of the switches of old, and of the one word of version 5. */
const modeNames: Readonly<Record<string, PoolingMode>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_mean_sqrt_len_tokens: 'mean-sqrt',
  pooling_mode_weightedmean_tokens: 'weighted-mean',
  pooling_mode_lasttoken: 'last',
  cls: 'cls',
  max: 'max',
  mean: 'mean',
  mean_sqrt_len_tokens: 'mean-sqrt',
  weightedmean: 'weighted-mean',
  lasttoken: 'last',
};

const kind = 'what sentence-transformers writes';

/**
 * Errors: `MODEL_LOAD_FAILED` for a damaged file, `UNSUPPORTED` for modules that come behind the graph.
 */
export async function readSentenceModules(folder: string): Promise<SentenceModules> {
  const modules = (await findModelJson(join(folder, 'modules.json'), modulesSchema, kind)) ?? [];
  const kinds = modules.map(({ type }) => type.slice(type.lastIndexOf('.') + 1));
  const unknown = kinds.find((kind) => !['Transformer', 'Pooling', 'Normalize'].includes(kind));
  if (unknown !== undefined) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `The model in ${folder} has a module "${unknown}" behind its transformer, which an ONNX graph of the transformer ` +
        'does not have. Export the whole model, and leave modules.json out.',
    );
  }
  const pooler = modules[kinds.indexOf('Pooling')]?.path ?? '1_Pooling';
  const pooling = await findModelJson(join(folder, pooler, 'config.json'), poolingSchema, kind);
  const limit = await findModelJson(join(folder, 'sentence_bert_config.json'), limitSchema, kind);
  return {
    pooling: pooling && modesOf(pooling, folder),
    maxTokens: limit?.max_seq_length ?? undefined,
  };
}

function modesOf(config: z.infer<typeof poolingSchema>, folder: string): Pooling {
  const named =
    config.pooling_mode === undefined
      ? Object.keys(config).filter((key) => key.startsWith('pooling_mode_') && config[key] === true)
      : [config.pooling_mode].flat();
  const unknown = named.find((name) => modeNames[name] === undefined);
  if (unknown !== undefined || named.length === 0) {
    const reason = unknown === undefined ? 'none' : `"${unknown}"`;
    throw new TuneloopError(
      'UNSUPPORTED',
      `The model in ${folder} makes a vector of a text in a way that is not known here: ${reason}.`,
    );
  }
  const modes = new Set(named.map((name) => modeNames[name]));
  return poolingModes.filter((mode) => modes.has(mode));
}
