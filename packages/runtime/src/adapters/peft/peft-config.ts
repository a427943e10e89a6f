import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TuneloopError } from '@tuneloop/protocol';
import { adapterInvalid } from '../adapter-fault.ts';
import { peftConfigName } from './peft-files.ts';

/** What matters of `adapter_config.json`, as PEFT writes it. */
export interface PeftConfig {
  r: number;
  lora_alpha: number;
  base_model_name_or_path?: string | null | undefined;
  use_rslora?: boolean | null | undefined;
  use_dora?: boolean | null | undefined;
  fan_in_fan_out?: boolean | null | undefined;
  modules_to_save?: string[] | null | undefined;
  rank_pattern?: Record<string, number> | null | undefined;
  alpha_pattern?: Record<string, number> | null | undefined;
  alora_invocation_tokens?: number[] | null | undefined;
}

const perModule = z.record(z.string(), z.number().positive()).nullish();

const schema: z.ZodType<PeftConfig> = z.object({
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  base_model_name_or_path: z.string().nullish(),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
  fan_in_fan_out: z.boolean().nullish(),
  modules_to_save: z.array(z.string()).nullish(),
  rank_pattern: perModule,
  alpha_pattern: perModule,
  alora_invocation_tokens: z.array(z.int()).nullish(),
});

const anyType = z.object({ peft_type: z.string() });

/**
 * Reads the configuration of a PEFT adapter and refuses what a LoRA in GGUF cannot hold.
 *
 * Errors: `NOT_FOUND`, `ADAPTER_INVALID` (`truncated` while the file is being written, `damaged`, `not-convertible`).
 */
export async function readPeftConfig(folder: string): Promise<PeftConfig> {
  const path = join(folder, peftConfigName);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new TuneloopError('NOT_FOUND', `${folder} is no PEFT adapter: it has no readable adapter_config.json.`, {
      details: { path: folder },
      cause: error,
    });
  });
  const config = parse(folder, text);
  const refusal = unsupported(config);
  if (refusal === undefined) return config;
  throw adapterInvalid(folder, 'not-convertible', `${folder} cannot be converted: ${refusal}`);
}

function parse(folder: string, text: string): PeftConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw adapterInvalid(folder, 'truncated', `${folder}: adapter_config.json is not complete JSON. Copy it again.`);
  }
  const type = anyType.safeParse(json).data?.peft_type;
  if (type !== undefined && type.toUpperCase() !== 'LORA') {
    throw adapterInvalid(
      folder,
      'not-convertible',
      `${folder} cannot be converted: it is of the type ${type}; only LoRA can be used. Merge it into its base model instead.`,
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = z.prettifyError(parsed.error);
  throw adapterInvalid(folder, 'damaged', `${folder}: adapter_config.json is not that of a LoRA adapter. ${problems}`);
}

function unsupported(config: PeftConfig): string | undefined {
  if (config.use_dora === true) {
    return 'it is a DoRA (use_dora), whose magnitudes llama.cpp does not know. Train without use_dora, or merge it into its base model.';
  }
  if (config.modules_to_save?.length) {
    const names = config.modules_to_save.join(', ');
    return `it holds whole modules (modules_to_save: ${names}), not only low-rank changes. Train without modules_to_save, or merge it into its base model.`;
  }
  const patterns = Object.keys({ ...config.rank_pattern, ...config.alpha_pattern });
  const strange = patterns.find((key) => !isSimplePattern(key));
  if (strange !== undefined) {
    return `its rank_pattern or alpha_pattern has ${JSON.stringify(strange)}; names of modules and up to two wildcards are understood.`;
  }
  if (config.fan_in_fan_out === true) {
    return 'its matrices are transposed (fan_in_fan_out), which the models that can be served do not have.';
  }
  if (config.alora_invocation_tokens?.length) {
    return 'it is an activated LoRA (alora_invocation_tokens), which would wrongly act on the whole prompt here.';
  }
  return undefined;
}

/** PEFT's factor of a module: alpha / r, or alpha / √r of a rank-stabilised LoRA. */
export function moduleScale(config: PeftConfig, module: string): number {
  const rank = patternValue(config.rank_pattern, module) ?? config.r;
  const alpha = patternValue(config.alpha_pattern, module) ?? config.lora_alpha;
  return config.use_rslora === true ? alpha / Math.sqrt(rank) : alpha / rank;
}

/** Keys of a pattern are regular expressions that match the end of a module's path, as in PEFT's `get_pattern_key`. */
function patternValue(pattern: PeftConfig['rank_pattern'], module: string): number | undefined {
  for (const [key, value] of Object.entries(pattern ?? {})) {
    if (new RegExp(String.raw`^(?:.*\.)?(?:${key})$`).test(module)) return value;
  }
  return undefined;
}

/** Names, alternatives in groups, and a few wildcards: a strange file's expressions must not take forever. */
function isSimplePattern(key: string): boolean {
  const isKnown = /^\^?(?:\w|\\?\.|\.\*|\\d\+|[|()])*\$?$/.test(key);
  const wildcards = key.match(/[*+]/g)?.length ?? 0;
  if (!isKnown || key.length > 200 || wildcards > 2) return false;
  try {
    return new RegExp(key) instanceof RegExp;
  } catch {
    return false;
  }
}
