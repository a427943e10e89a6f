import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';

export interface GraphInputs {
  input_ids?: string | undefined;
  attention_mask?: string | undefined;
  position_ids?: string | undefined;
  past_key_names?: string | undefined;
  past_value_names?: string | undefined;
}

export interface GraphOutputs {
  logits?: string | undefined;
  present_key_names?: string | undefined;
  present_value_names?: string | undefined;
}

/** What is read of a `genai_config.json`. Format: https://onnxruntime.ai/docs/genai/reference/config.html */
export interface GenaiConfig {
  model: {
    type: string;
    vocab_size: number;
    context_length: number;
    bos_token_id?: number | null | undefined;
    eos_token_id: number | number[];
    decoder: {
      filename: string;
      head_size: number;
      num_key_value_heads: number;
      num_hidden_layers: number;
      /** Names in the graph, where they are not the usual ones; `%d` stands for the layer. */
      inputs?: GraphInputs | undefined;
      outputs?: GraphOutputs | undefined;
      num_attention_heads?: number | undefined;
      hidden_size?: number | undefined;
    };
  };
}

const tokenId = z.number().int().min(0);
const count = z.number().int().min(1);
const name = z.string().min(1).optional();

const genaiConfigSchema: z.ZodType<GenaiConfig> = z.object({
  model: z.object({
    type: z.string().min(1),
    vocab_size: count,
    context_length: count,
    bos_token_id: tokenId.nullish(),
    eos_token_id: z.union([tokenId, z.array(tokenId).min(1)]),
    decoder: z.object({
      filename: z.string().min(1),
      head_size: count,
      num_key_value_heads: count,
      num_hidden_layers: count,
      inputs: z
        .object({
          input_ids: name,
          attention_mask: name,
          position_ids: name,
          past_key_names: name,
          past_value_names: name,
        })
        .optional(),
      outputs: z.object({ logits: name, present_key_names: name, present_value_names: name }).optional(),
      num_attention_heads: count.optional(),
      hidden_size: count.optional(),
    }),
  }),
});

export const genaiConfigFile = 'genai_config.json';

/** Errors: `MODEL_LOAD_FAILED` when the folder has none, or not one of a language model. */
export async function readGenaiConfig(folder: string): Promise<GenaiConfig> {
  const text = await readFile(join(folder, genaiConfigFile), 'utf8').catch((cause: unknown) => {
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `There is no ${genaiConfigFile} in ${folder}. The ONNX engine needs a folder in the format of ONNX Runtime GenAI.`,
      { cause },
    );
  });
  try {
    return genaiConfigSchema.parse(JSON.parse(text));
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const reason = issue === undefined ? 'it is no JSON' : `${issue.path.join('.')}: ${issue.message}`;
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `${join(folder, genaiConfigFile)} does not describe a language model: ${reason}.`,
      { cause },
    );
  }
}
