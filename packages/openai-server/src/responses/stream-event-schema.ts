import { z } from 'zod';
import {
  logprobsSchema as logprobs,
  outputItemSchema,
  outputTextSchema,
  reasoningTextSchema,
  summaryTextSchema,
  responseSchema,
} from './resource-schema.ts';
import type { ResponseStreamEvent } from './stream-event.ts';

const count = z.int().min(0);
const base = { sequence_number: count };
const itemPlace = { ...base, item_id: z.string(), output_index: count };
const partPlace = { ...itemPlace, content_index: count };
const summaryPlace = { ...itemPlace, summary_index: count };
const errorFields = { code: z.string().nullable(), message: z.string(), param: z.string().nullable() };

/** What a stream of `POST /v1/responses` holds. */
export const responseStreamEventSchema: z.ZodType<ResponseStreamEvent> = z.union([
  z.strictObject({
    ...base,
    type: z.enum([
      'response.created',
      'response.in_progress',
      'response.completed',
      'response.incomplete',
      'response.failed',
    ]),
    response: responseSchema,
  }),
  z.strictObject({
    ...base,
    type: z.enum(['response.output_item.added', 'response.output_item.done']),
    output_index: count,
    item: outputItemSchema,
  }),
  z.strictObject({
    ...partPlace,
    type: z.enum(['response.content_part.added', 'response.content_part.done']),
    part: z.union([outputTextSchema, reasoningTextSchema]),
  }),
  z.strictObject({ ...partPlace, type: z.literal('response.output_text.delta'), delta: z.string(), logprobs }),
  z.strictObject({ ...partPlace, type: z.literal('response.output_text.done'), text: z.string(), logprobs }),
  z.strictObject({ ...partPlace, type: z.literal('response.reasoning_text.delta'), delta: z.string() }),
  z.strictObject({ ...partPlace, type: z.literal('response.reasoning_text.done'), text: z.string() }),
  z.strictObject({
    ...summaryPlace,
    type: z.enum(['response.reasoning_summary_part.added', 'response.reasoning_summary_part.done']),
    part: summaryTextSchema,
  }),
  z.strictObject({ ...summaryPlace, type: z.literal('response.reasoning_summary_text.delta'), delta: z.string() }),
  z.strictObject({ ...summaryPlace, type: z.literal('response.reasoning_summary_text.done'), text: z.string() }),
  z.strictObject({ ...itemPlace, type: z.literal('response.function_call_arguments.delta'), delta: z.string() }),
  z.strictObject({
    ...itemPlace,
    type: z.literal('response.function_call_arguments.done'),
    name: z.string(),
    arguments: z.string(),
  }),
  z.strictObject({ ...itemPlace, type: z.literal('response.mcp_call_arguments.delta'), delta: z.string() }),
  z.strictObject({ ...itemPlace, type: z.literal('response.mcp_call_arguments.done'), arguments: z.string() }),
  z.strictObject({
    ...itemPlace,
    type: z.enum([
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'response.mcp_call.failed',
      'response.mcp_list_tools.in_progress',
      'response.mcp_list_tools.completed',
    ]),
  }),
  z.strictObject({
    ...base,
    type: z.literal('error'),
    ...errorFields,
    error: z.strictObject({ type: z.string(), ...errorFields }),
  }),
]);
