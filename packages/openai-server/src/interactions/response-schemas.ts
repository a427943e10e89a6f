import { z } from 'zod';
import { messageWireSchema } from '../chat-completions/message-wire.ts';
import { listPageSchema } from '../http/list-page.ts';
import { timingsSchema, usageSchema } from '../openapi/response-schemas.ts';
import type { DeletedInteractionWire, InteractionPageWire } from './answer-interactions.ts';
import type { TimelineWire } from './answer-timeline.ts';
import type { InteractionWire, PromptWire } from './interaction-wire.ts';
import type { ChoiceWire, RatingWire } from './judgement-wire.ts';

const text = z.string().nullable();
const count = z.int().min(0);
const time = z.number().describe('Seconds since 1970, with milliseconds.');
const sourceSchema = z.enum(['web', 'terminal', 'api', 'label-studio', 'langfuse', 'import']);

export const adapterUseSchema: z.ZodType<{ id: string; scale: number }> = z.strictObject({
  id: z.string().describe('Name and version.'),
  scale: z.number(),
});

export const finishReasonSchema: z.ZodType<'stop' | 'length' | 'tool_calls'> = z.enum(['stop', 'length', 'tool_calls']);

export const ratingSchema: z.ZodType<RatingWire> = z.strictObject({
  id: z.string(),
  object: z.literal('rating'),
  interaction_id: z.string(),
  created_at: time,
  author: z.string(),
  source: sourceSchema,
  thumb: z.enum(['up', 'down']).nullable(),
  score: z.number().nullable(),
  comment: text,
  tags: z.array(z.string()).nullable(),
  correction: text,
  steps: z.array(z.boolean()).nullable(),
  withdrawn: z.array(z.string()).describe("Fields of the author's earlier ratings that this one takes back."),
});

export const choiceSchema: z.ZodType<ChoiceWire> = z.strictObject({
  id: z.string(),
  object: z.literal('comparison.choice'),
  comparison_id: z.string(),
  created_at: time,
  author: z.string(),
  source: sourceSchema,
  outcome: z.enum(['preferred', 'tie', 'both_bad', 'withdrawn']),
  preferred: text.describe('Id of the draft, with `preferred`.'),
  comment: text,
});

const tokenShape = { token: z.string(), token_id: count, logprob: z.number() };

export const promptSchema: z.ZodType<PromptWire> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('messages'), messages: z.array(messageWireSchema) }),
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('tokens'), tokens: z.array(count) }),
  z.strictObject({
    type: z.literal('infill'),
    prefix: z.string(),
    suffix: z.string(),
    files: z.array(z.strictObject({ name: z.string(), text: z.string() })),
  }),
]);

export const interactionSchema: z.ZodType<InteractionWire> = z.strictObject({
  id: z.string().describe("The completion's own id for its first choice; `ID.g{step}.c{choice}` for the others."),
  object: z.literal('interaction'),
  request_id: z.string(),
  step: count,
  choice: count,
  created_at: time,
  conversation_id: text,
  turn: count.nullable(),
  comparison_id: text,
  model: z.string(),
  model_sha256: text,
  backend: z.string(),
  adapters: z.array(adapterUseSchema),
  prompt: promptSchema.nullable(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({ name: z.string(), description: text, parameters: z.unknown() }),
      }),
    )
    .nullable(),
  message: messageWireSchema.nullable(),
  settings: z.record(z.string(), z.unknown()),
  finish_reason: finishReasonSchema.nullable(),
  usage: usageSchema.nullable(),
  timings: timingsSchema.nullable(),
  tokens: z
    .array(z.strictObject({ ...tokenShape, top: z.array(z.strictObject(tokenShape)).nullable() }))
    .nullable()
    .describe('Where tokens are recorded; `top` where the request asked for log-probabilities of others too.'),
  owner: text,
  user: text,
  client: text,
  tags: z.array(z.string()),
  error: z.strictObject({ code: text, message: z.string() }).nullable(),
  ratings: z.array(ratingSchema),
  choices: z.array(choiceSchema),
});

export const timelineSchema: z.ZodType<TimelineWire> = z.strictObject({
  object: z.literal('interaction.timeline'),
  total: count,
  step_seconds: z.number().describe('Of each bucket; 0 where there was nothing.'),
  buckets: z
    .array(z.strictObject({ start: z.number(), count, up: count, down: count, failed: count }))
    .describe('The oldest first, without gaps; `start` in seconds since 1970.'),
});

export const interactionPageSchema: z.ZodType<InteractionPageWire> = listPageSchema(interactionSchema);

export const deletedInteractionSchema: z.ZodType<DeletedInteractionWire> = z.strictObject({
  id: z.string(),
  object: z.literal('interaction.deleted'),
  deleted: z.literal(true),
});
