import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { readBaseModel, type BaseModel } from '../base-model.ts';
import { architectureOfModelType } from './target-names.ts';

/** What a conversion needs of the base model; without shapes they cannot be checked. */
export type ConversionBase = Omit<BaseModel, 'shapes'> & { shapes?: BaseModel['shapes'] | undefined };

const textConfig = z.object({
  model_type: z.string(),
  num_attention_heads: z.int().positive().optional(),
  num_key_value_heads: z.int().positive().nullish(),
});
/** Models that also see keep the text part's settings one level deeper. */
const schema = textConfig.extend({ text_config: textConfig.optional() });

/** A GGUF model, Hugging Face's `config.json`, or a folder with one. Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`. */
export async function readConversionBase(path: string): Promise<ConversionBase> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder && !path.endsWith('.json')) return await readBaseModel(path);
  const file = isFolder ? join(path, 'config.json') : path;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new TuneloopError('MODEL_NOT_FOUND', `There is no readable ${file}. Name the base model's GGUF instead.`, {
      details: { path: file },
      cause: error,
    });
  });
  const config = parse(file, text);
  return {
    architecture: architectureOfModelType(config.model_type),
    heads: () => config.num_attention_heads,
    keyValueHeads: () => config.num_key_value_heads ?? config.num_attention_heads,
  };
}

function parse(file: string, text: string): z.infer<typeof textConfig> {
  try {
    const config = schema.parse(JSON.parse(text));
    return config.text_config ?? config;
  } catch (error) {
    throw new TuneloopError('MODEL_LOAD_FAILED', `${file} is not the configuration of a language model.`, {
      details: { path: file },
      cause: error,
    });
  }
}
