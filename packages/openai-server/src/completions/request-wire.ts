import { z } from 'zod';
import { generationShape, type GenerationWire } from '../generation/generation-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** A text, several texts, one prompt in tokens, or several. */
export type PromptWire = string | string[] | number[] | number[][];

/** The honoured parameters of `POST /v1/completions`. */
export interface CompletionRequest extends GenerationWire {
  prompt: PromptWire;
  logprobs?: number | null | undefined;
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
  logprobs: optional(z.int().min(0).max(20), 'Report each token and so many of the likeliest at its place.'),
};

export const completionRequestSchema: z.ZodType<CompletionRequest> = z.object(shape);
