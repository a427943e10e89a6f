import { z } from 'zod';
import type { InputTokens } from './answer-input-tokens.ts';
import type { SlotWire } from './answer-slots.ts';

export const inputTokensSchema: z.ZodType<InputTokens> = z.strictObject({
  object: z.literal('response.input_tokens'),
  input_tokens: z.int().min(0),
});

export const slotListSchema: z.ZodType<SlotWire[]> = z.array(
  z.strictObject({
    id: z.int().min(0),
    n_ctx: z.int().min(1).describe('Tokens that one request may use.'),
    is_processing: z.boolean(),
  }),
);
