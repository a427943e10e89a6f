import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readModelJson } from './model-json.ts';

interface AddedToken {
  id: number;
  content: string;
  special: boolean;
}

/** What is read of a folder's tokenizer: Hugging Face's files, beside the weights. */
export interface TokenizerFiles {
  /** `tokenizer.json`, whole. */
  tokenizer: { added_tokens: AddedToken[] } & Record<string, unknown>;
  /** `tokenizer_config.json`, whole. */
  config: Record<string, unknown>;
  chatTemplate: string | undefined;
  /** Empty where there is none. */
  bosText: string;
  eosText: string;
}

const tokenizerSchema = z.looseObject({
  model: z.looseObject({ type: z.string() }),
  added_tokens: z
    .array(z.looseObject({ id: z.number().int(), content: z.string(), special: z.boolean().default(false) }))
    .default([]),
});

const namedToken = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);
const configSchema = z.looseObject({
  bos_token: namedToken.nullish(),
  eos_token: namedToken.nullish(),
  chat_template: z.union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))]).nullish(),
});

const kind = "a tokenizer in Hugging Face's format";

/** Errors: `MODEL_LOAD_FAILED` naming the file that is missing or is not what it should be. */
export async function readTokenizerFiles(folder: string): Promise<TokenizerFiles> {
  const tokenizer = await readModelJson(join(folder, 'tokenizer.json'), tokenizerSchema, kind);
  const config = await readModelJson(join(folder, 'tokenizer_config.json'), configSchema, kind);
  const own = await readFile(join(folder, 'chat_template.jinja'), 'utf8').catch(() => undefined);
  const { chat_template: written } = config;
  const listed = Array.isArray(written)
    ? (written.find(({ name }) => name === 'default') ?? written[0])?.template
    : (written ?? undefined);
  return {
    tokenizer,
    config,
    chatTemplate: own ?? listed,
    bosText: config.bos_token ?? '',
    eosText: config.eos_token ?? '',
  };
}
