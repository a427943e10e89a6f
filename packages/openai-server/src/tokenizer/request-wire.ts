import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** `POST /tokenize` */
export interface TokenizeRequest {
  model?: string | null | undefined;
  content: string;
  add_special?: boolean | null | undefined;
  parse_special?: boolean | null | undefined;
  with_pieces?: boolean | null | undefined;
}

/** `POST /detokenize` */
export interface DetokenizeRequest {
  model?: string | null | undefined;
  tokens: number[];
}

const model = optional(z.string(), 'Left out or `default`: the default model.');

/** Tokens of one request at most. */
const maxTokens = 1_000_000;

const tokenizeShape: WireShape<TokenizeRequest> = {
  model,
  content: z.string(),
  add_special: optional(z.boolean(), "Put the model's begin-of-sequence token in front where it wants one."),
  parse_special: optional(z.boolean(), 'false reads the text of control tokens as plain text. Default true.'),
  with_pieces: optional(z.boolean(), 'Show what each token writes.'),
};

const detokenizeShape: WireShape<DetokenizeRequest> = {
  model,
  tokens: z.array(z.int().min(0).max(2_147_483_647)).max(maxTokens),
};

export const tokenizeRequestSchema: z.ZodType<TokenizeRequest> = z.strictObject(tokenizeShape);
export const detokenizeRequestSchema: z.ZodType<DetokenizeRequest> = z.strictObject(detokenizeShape);
