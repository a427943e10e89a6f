import { join } from 'node:path';
import { z } from 'zod';
import { readModelJson } from '../folder/model-json.ts';

/** What is read of an encoder's `config.json`. */
export interface EncoderConfig {
  type: string;
  architectures: string[];
  vocabularySize: number;
  padToken: number;
  /** Tokens that it has positions for. */
  positions: number;
  /** Numbers of a token's vector, of that within a layer's feed-forward part, layers, and heads of each; 0 where it is not said. */
  shape: { width: number; feedForward: number; layers: number; heads: number };
  /** Classes that a classifier tells apart. */
  labels: number;
  /** Whether a token sees none of those that follow it. */
  isCausal: boolean;
}

const count = z.number().int().min(1);
const schema = z.looseObject({
  model_type: z.string().min(1),
  architectures: z.array(z.string()).nullish(),
  vocab_size: count,
  pad_token_id: z.number().int().min(0).nullish(),
  max_position_embeddings: count.nullish(),
  num_labels: count.nullish(),
  hidden_size: count.nullish(),
  intermediate_size: count.nullish(),
  num_hidden_layers: count.nullish(),
  num_attention_heads: count.nullish(),
  id2label: z.record(z.string(), z.unknown()).nullish(),
});

/** These count positions from the padding token's number on. */
const offsetPositions: ReadonlySet<string> = new Set(['roberta', 'xlm-roberta', 'camembert', 'mpnet', 'longformer']);
/** Language models whose last token has seen all others. */
const causal = /^(?:qwen|llama|mistral|gemma|phi|gpt|smollm|olmo)/;
/** Transformers' number of classes where a configuration names none. */
const defaultLabels = 2;

/** Errors: `MODEL_LOAD_FAILED`. */
export async function readEncoderConfig(folder: string): Promise<EncoderConfig> {
  const path = join(folder, 'config.json');
  const config = await readModelJson(path, schema, "a model's configuration in Hugging Face's format");
  const { model_type: type, pad_token_id: padToken, max_position_embeddings: positions } = config;
  const offset = offsetPositions.has(type) ? (padToken ?? 1) + 1 : 0;
  return {
    type,
    architectures: config.architectures ?? [],
    vocabularySize: config.vocab_size,
    padToken: padToken ?? 0,
    positions: positions === undefined || positions === null ? Infinity : positions - offset,
    shape: {
      width: config.hidden_size ?? 0,
      feedForward: config.intermediate_size ?? 0,
      layers: config.num_hidden_layers ?? 0,
      heads: config.num_attention_heads ?? 0,
    },
    labels: config.num_labels ?? (config.id2label ? Object.keys(config.id2label).length : defaultLabels),
    isCausal: causal.test(type) && config['use_bidirectional_attention'] !== true,
  };
}
