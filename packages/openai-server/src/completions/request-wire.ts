import { z } from 'zod';
import { generationShape, promptOrTokenLimit, type GenerationWire } from '../generation/generation-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** A text, several texts, one prompt in tokens, or several. */
export type PromptWire = string | string[] | number[] | number[][];

/** The honoured parameters of `POST /v1/completions`. */
export interface CompletionRequest extends GenerationWire {
  prompt: PromptWire;
  logprobs?: number | null | undefined;
  echo?: boolean | null | undefined;
  best_of?: number | null | undefined;
  suffix?: string | null | undefined;
}

/** Prompts of one request at most. */
const maxPrompts = 32;

const tokens = z.array(z.int().min(0).max(2_147_483_647)).min(1);

const shape: WireShape<CompletionRequest> = {
  ...generationShape,
  prompt: z.union([
    z.string(),
    z.array(z.string()).min(1).max(maxPrompts),
    tokens,
    z.array(tokens).min(1).max(maxPrompts),
  ]),
  max_tokens: optional(
    promptOrTokenLimit,
    'Tokens to generate at most, 16 by default; -1 for as many as fit; 0 only reads the prompt, with `echo` and `logprobs` to score it.',
  ),
  n_predict: optional(promptOrTokenLimit, 'The same as max_tokens.'),
  echo: optional(z.boolean(), 'Begin the answer with the prompt, with `logprobs` also those of its tokens.'),
  best_of: optional(z.int().min(1).max(8), 'Generate so many and return the `n` likeliest per token; not in a stream.'),
  suffix: optional(z.string(), 'The text behind the answer, for models that fill gaps.'),
  logprobs: optional(z.int().min(0).max(20), 'Report each token and so many of the likeliest at its place.'),
};

export const completionRequestSchema: z.ZodType<CompletionRequest> = z.object(shape);
