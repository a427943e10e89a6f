import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

export type ThinkingWire =
  | { type: 'enabled'; budget_tokens: number; display?: ThinkingDisplay | null | undefined }
  | { type: 'adaptive'; display?: ThinkingDisplay | null | undefined }
  | { type: 'disabled' };

export type ThinkingDisplay = 'summarized' | 'omitted';

const display = optional(z.enum(['summarized', 'omitted']), 'omitted: thinking blocks come empty.');

export const thinkingSchema: z.ZodType<ThinkingWire> = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('enabled'),
      budget_tokens: z.int().min(1).max(2_147_483_647).describe('Tokens of thinking at most.'),
      display,
    }),
    z.object({ type: z.literal('adaptive'), display }),
    z.object({ type: z.literal('disabled') }),
  ],
  { error: 'must be "enabled", "adaptive" or "disabled"' },
);
