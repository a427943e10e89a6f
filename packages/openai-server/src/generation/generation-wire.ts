import type { GenerateRequest } from '@tuneloop/protocol';
import { z } from 'zod';
import { decodeLora, loraDescription, loraSchema, type LoraWire } from '../adapters/lora-wire.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { originShape, type OriginWire } from './origin-wire.ts';
import { decodeSampling, samplingShape, type SamplingWire } from './sampling-wire.ts';

export interface StreamOptionsWire {
  include_usage?: boolean | null | undefined;
  include_obfuscation?: boolean | null | undefined;
}

/** What chat completions and completions have in common on the wire. */
export interface GenerationWire extends SamplingWire, OriginWire {
  model?: string | null | undefined;
  max_tokens?: number | null | undefined;
  n_predict?: number | null | undefined;
  n?: number | null | undefined;
  stop?: string | string[] | null | undefined;
  stream?: boolean | null | undefined;
  stream_options?: StreamOptionsWire | null | undefined;
  cache_prompt?: boolean | null | undefined;
  grammar?: string | null | undefined;
  return_progress?: boolean | null | undefined;
  lora?: LoraWire[] | null | undefined;
  context_shift?: boolean | null | undefined;
  n_keep?: number | null | undefined;
}

/** At least 1; -1 is "as much as fits", as llama-server has it. */
export const tokenLimit: z.ZodType<number> = z.union([z.int().min(1).max(2_147_483_647), z.literal(-1)]);

/** The same, and 0: only read the prompt. */
export const promptOrTokenLimit: z.ZodType<number> = z.int().min(-1).max(2_147_483_647);

export const generationShape: WireShape<GenerationWire> = {
  ...samplingShape,
  ...originShape,
  model: optional(z.string(), 'Left out or `default`: the default model.'),
  max_tokens: optional(tokenLimit, 'Tokens to generate at most; -1 for as many as fit.'),
  n_predict: optional(tokenLimit, 'The same as max_tokens.'),
  n: optional(z.int().min(1).max(8), 'Answers to generate; answer i takes seed + i.'),
  stop: optional(z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]), 'Up to 16.'),
  stream: optional(z.boolean()),
  stream_options: optional(
    z.strictObject({
      include_usage: optional(z.boolean(), 'Ends the stream with a chunk that holds the usage.'),
      include_obfuscation: optional(z.boolean(), 'Accepted without effect.'),
    }),
  ),
  cache_prompt: optional(z.boolean(), 'false computes the whole prompt anew.'),
  grammar: optional(z.string().min(1), 'GBNF with a rule `root`.'),
  return_progress: optional(z.boolean(), "A stream begins with `prompt_progress`, which tells the prompt's tokens."),
  lora: optional(loraSchema, loraDescription),
  context_shift: optional(
    z.boolean(),
    'With max_tokens: whether the output goes on in a full context, whose oldest half is dropped; by default as the server is configured.',
  ),
  n_keep: optional(
    z.int().min(-1).max(2_147_483_647),
    'Tokens of the prompt, beside the first, that a context shift leaves; -1, the default, for all.',
  ),
};

/** How an answer is sent; what a codec needs beside the engine's request. */
export interface Delivery {
  stream: boolean;
  includeUsage: boolean;
  returnProgress?: boolean | undefined;
}

export function decodeDelivery(wire: GenerationWire, ignored: string[]): Delivery {
  const stream = wire.stream ?? false;
  if (wire.stream_options && !stream) {
    throw requestProblem('conflicting_parameters', '"stream_options" needs "stream": true.', 'stream_options');
  }
  if (wire.stream_options?.include_obfuscation) ignored.push('stream_options.include_obfuscation');
  return {
    stream,
    includeUsage: wire.stream_options?.include_usage ?? false,
    returnProgress: wire.return_progress ?? undefined,
  };
}

/** The part of the engine's request that does not depend on the endpoint. `maxTokens` are the endpoint's own names. */
export function decodeGeneration(
  wire: GenerationWire,
  maxTokens: number | null | undefined = wire.max_tokens,
): Omit<GenerateRequest, 'prompt'> {
  const limit = maxTokens ?? wire.n_predict ?? -1;
  const stop = typeof wire.stop === 'string' ? [wire.stop] : (wire.stop ?? []);
  return {
    sampling: decodeSampling(wire),
    maxTokens: limit === -1 ? undefined : limit,
    stop: stop.length > 0 ? stop : undefined,
    outputFormat: wire.grammar ? { type: 'grammar', grammar: wire.grammar } : undefined,
    reusePrefix: wire.cache_prompt ?? undefined,
    adapters: decodeLora(wire.lora),
    contextShift: decodeContextShift(wire),
  };
}

/** `n_keep` does not count the first token, which mostly is BOS. */
function decodeContextShift({ context_shift: shift, n_keep: kept }: GenerationWire): GenerateRequest['contextShift'] {
  const enabled = shift ?? undefined;
  const keep = kept === -1 ? 'prompt' : typeof kept === 'number' ? kept + 1 : undefined;
  return enabled === undefined && keep === undefined ? undefined : { enabled, keep };
}

/** `request` once for each of `n` answers: the same but for the seed. */
export function repeatRequest(request: GenerateRequest, n: number): GenerateRequest[] {
  const seed = request.sampling?.seed;
  return Array.from({ length: n }, (_, index) =>
    seed === undefined || index === 0
      ? request
      : { ...request, sampling: { ...request.sampling, seed: (seed + index) % 2 ** 32 } },
  );
}
