import { z } from 'zod';
import type {
  ContentBlock,
  ContentDelta,
  DeltaUsage,
  MessageAnswer,
  MessageStreamEvent,
  MessageUsage,
} from './answer-wire.ts';
import type { TokenCount } from './answer-token-count.ts';
import type { MessagesErrorBody } from './wire-error.ts';

const count = z.int().min(0);

const deltaUsageShape = {
  input_tokens: count.describe('Of the prompt, those that were computed.'),
  cache_creation_input_tokens: z.literal(0),
  cache_read_input_tokens: count.describe('Of the prompt, those reused from earlier requests.'),
  output_tokens: count,
  output_tokens_details: z.strictObject({ thinking_tokens: count }),
  server_tool_use: z.null(),
};
const deltaUsage: z.ZodType<DeltaUsage> = z.strictObject(deltaUsageShape);
const usage: z.ZodType<MessageUsage> = z.strictObject({
  ...deltaUsageShape,
  cache_creation: z.null(),
  inference_geo: z.null(),
  service_tier: z.literal('standard'),
});

const contentBlock: z.ZodType<ContentBlock> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string(), citations: z.null() }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.strictObject({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.unknown().describe('What the model wrote: JSON; if it is none, its text.'),
    caller: z.strictObject({ type: z.literal('direct') }),
  }),
]);

const stopReason = z.enum(['end_turn', 'max_tokens', 'stop_sequence', 'tool_use']);

export const messageSchema: z.ZodType<MessageAnswer> = z.strictObject({
  id: z.string(),
  type: z.literal('message'),
  role: z.literal('assistant'),
  model: z.string(),
  content: z.array(contentBlock),
  stop_reason: stopReason.nullable(),
  stop_sequence: z.string().nullable(),
  stop_details: z.null(),
  container: z.null(),
  usage,
});

const contentDelta: z.ZodType<ContentDelta> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text_delta'), text: z.string() }),
  z.strictObject({ type: z.literal('thinking_delta'), thinking: z.string() }),
  z.strictObject({ type: z.literal('signature_delta'), signature: z.string() }),
  z.strictObject({ type: z.literal('input_json_delta'), partial_json: z.string() }),
]);

export const messageStreamEventSchema: z.ZodType<MessageStreamEvent> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message_start'), message: messageSchema }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('content_block_start'), index: count, content_block: contentBlock }),
  z.strictObject({ type: z.literal('content_block_delta'), index: count, delta: contentDelta }),
  z.strictObject({ type: z.literal('content_block_stop'), index: count }),
  z.strictObject({
    type: z.literal('message_delta'),
    delta: z.strictObject({
      stop_reason: stopReason,
      stop_sequence: z.string().nullable(),
      stop_details: z.null(),
      container: z.null(),
    }),
    usage: deltaUsage,
  }),
  z.strictObject({ type: z.literal('message_stop') }),
]);

export const tokenCountSchema: z.ZodType<TokenCount> = z.strictObject({ input_tokens: count });

export const messagesErrorSchema: z.ZodType<MessagesErrorBody> = z.strictObject({
  type: z.literal('error'),
  error: z.strictObject({
    type: z.string(),
    message: z.string(),
    details: z.strictObject({ error_code: z.string() }).exactOptional(),
  }),
  request_id: z.string(),
});
