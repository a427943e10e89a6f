import { z } from 'zod';
import type { NativeCompletion } from '../native-completion/encoder.ts';
import { timingsSchema } from '../openapi/response-schemas.ts';
import type { RerankAnswer } from '../rerank/encode-result.ts';
import type { ErasedSlot, RestoredSlot, SavedSlot } from '../slots/answer-slot-action.ts';
import type { SlotWire } from '../slots/answer-slots.ts';
import type { AppliedTemplate } from '../tokenizer/answer-apply-template.ts';
import type { DetokenizeAnswer } from '../tokenizer/answer-detokenize.ts';
import type { TokenizeAnswer } from '../tokenizer/answer-tokenize.ts';
import type { InputTokens } from './answer-input-tokens.ts';

const count = z.int().min(0);

export const inputTokensSchema: z.ZodType<InputTokens> = z.strictObject({
  object: z.literal('response.input_tokens'),
  input_tokens: count,
});

export const slotListSchema: z.ZodType<SlotWire[]> = z.array(
  z.strictObject({
    id: count,
    n_ctx: z.int().min(1).describe('Tokens that one request may use.'),
    is_processing: z.boolean(),
  }),
);

const slotFile = { id_slot: count, filename: z.string() };

export const slotActionResultSchema: z.ZodType<SavedSlot | RestoredSlot | ErasedSlot> = z.union([
  z.strictObject({
    ...slotFile,
    n_saved: count.describe('Tokens.'),
    n_written: count.describe('Bytes.'),
    timings: z.strictObject({ save_ms: z.number() }),
  }),
  z.strictObject({
    ...slotFile,
    n_restored: count.describe('Tokens.'),
    n_read: count.describe('Bytes.'),
    timings: z.strictObject({ restore_ms: z.number() }),
  }),
  z.strictObject({ id_slot: count, n_erased: count.describe('Tokens.') }),
]);

export const tokenizeAnswerSchema: z.ZodType<TokenizeAnswer> = z.strictObject({
  tokens: z.union([
    z.array(count),
    z.array(
      z.strictObject({
        id: count,
        piece: z.union([z.string(), z.array(z.int().min(0).max(255)).describe('A part of a character.')]),
      }),
    ),
  ]),
});

export const detokenizeAnswerSchema: z.ZodType<DetokenizeAnswer> = z.strictObject({ content: z.string() });

export const appliedTemplateSchema: z.ZodType<AppliedTemplate> = z.strictObject({ prompt: z.string() });

export const rerankAnswerSchema: z.ZodType<RerankAnswer> = z.strictObject({
  object: z.literal('list'),
  model: z.string(),
  results: z
    .array(
      z.strictObject({
        index: count,
        relevance_score: z.number().min(0).max(1),
        document: z.strictObject({ text: z.string() }).exactOptional(),
      }),
    )
    .describe('The best first.'),
  usage: z.strictObject({ prompt_tokens: count, total_tokens: count }),
});

export const nativeCompletionSchema: z.ZodType<NativeCompletion> = z.strictObject({
  index: z.literal(0),
  content: z.string(),
  tokens: z.array(count).max(0),
  stop: z.literal(true),
  model: z.string(),
  tokens_predicted: count,
  tokens_evaluated: count,
  tokens_cached: count,
  has_new_line: z.boolean(),
  truncated: z.boolean(),
  stop_type: z.enum(['eos', 'limit', 'word']),
  stopping_word: z.string(),
  timings: timingsSchema,
});
