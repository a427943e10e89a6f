import { z } from 'zod';
import { jsonSchemaSchema } from '@tuneloop/protocol';
import { listPageSchema } from '../http/list-page.ts';
import { requireApprovalSchema, toolFilterSchema } from '../mcp-tools/mcp-tool-wire.ts';
import { timingsSchema } from '../openapi/response-schemas.ts';
import type { ItemPage } from './input-items-page.ts';
import type { Item, OutputItem, OutputTextPart, ReasoningTextPart, SummaryTextPart } from './item.ts';
import type { ResponseResource } from './response-resource.ts';
import type { DeletedResponse } from './answer-stored-response.ts';
import { responseToolChoiceWireSchema } from './tool-wire.ts';

const count = z.int().min(0);
const status = z.enum(['in_progress', 'completed', 'incomplete']);
const base = { id: z.string(), status };

const token = z.strictObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.int().min(0).max(255)) });
export const logprobsSchema: z.ZodType<OutputTextPart['logprobs']> = z.array(
  token.extend({ top_logprobs: z.array(token) }),
);
export const outputTextSchema: z.ZodType<OutputTextPart> = z.strictObject({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(z.never()),
  logprobs: logprobsSchema,
});
export const reasoningTextSchema: z.ZodType<ReasoningTextPart> = z.strictObject({
  type: z.literal('reasoning_text'),
  text: z.string(),
});
const refusal = z.strictObject({ type: z.literal('refusal'), refusal: z.string() });
const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string() });
const inputImage = z.strictObject({ type: z.literal('input_image'), image_url: z.string(), detail: z.string() });

const outputMessage = z.strictObject({
  ...base,
  type: z.literal('message'),
  role: z.literal('assistant'),
  content: z.array(z.union([outputTextSchema, refusal])),
});
const inputMessage = z.strictObject({
  ...base,
  type: z.literal('message'),
  role: z.enum(['user', 'system', 'developer']),
  content: z.array(z.discriminatedUnion('type', [inputText, inputImage])),
});
const functionCall = z.strictObject({
  ...base,
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const functionCallOutput = z.strictObject({
  ...base,
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: z.union([z.string(), z.array(inputText)]),
});
export const summaryTextSchema: z.ZodType<SummaryTextPart> = z.strictObject({
  type: z.literal('summary_text'),
  text: z.string(),
});
const reasoning = z.strictObject({
  ...base,
  type: z.literal('reasoning'),
  summary: z.array(summaryTextSchema),
  content: z.array(reasoningTextSchema),
});

const mcpListTools = z.strictObject({
  type: z.literal('mcp_list_tools'),
  id: z.string(),
  server_label: z.string(),
  tools: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string().nullable(),
      input_schema: z.unknown(),
      annotations: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  error: z.string().nullable(),
});
const mcpCall = z.strictObject({
  type: z.literal('mcp_call'),
  id: z.string(),
  status: z.enum(['in_progress', 'completed', 'incomplete', 'failed']),
  server_label: z.string(),
  name: z.string(),
  arguments: z.string(),
  output: z.string().nullable().describe('What the model read, as JSON.'),
  error: z
    .strictObject({
      type: z.literal('mcp_tool_execution_error'),
      content: z.array(z.strictObject({ type: z.literal('text'), text: z.string() })),
    })
    .nullable(),
  approval_request_id: z.string().nullable(),
});
const mcpApprovalRequest = z.strictObject({
  type: z.literal('mcp_approval_request'),
  id: z.string(),
  server_label: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const mcpApprovalResponse = z.strictObject({
  type: z.literal('mcp_approval_response'),
  id: z.string(),
  approval_request_id: z.string(),
  approve: z.boolean(),
  reason: z.string().nullable(),
});

const outputItems = [outputMessage, functionCall, reasoning, mcpListTools, mcpCall, mcpApprovalRequest] as const;
export const outputItemSchema: z.ZodType<OutputItem> = z.union(outputItems);
const itemSchema: z.ZodType<Item> = z.union([...outputItems, inputMessage, functionCallOutput, mcpApprovalResponse]);

const format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: z.string(),
    description: z.string().nullable(),
    schema: jsonSchemaSchema,
    strict: z.boolean(),
  }),
]);

export const responseSchema: z.ZodType<ResponseResource> = z.strictObject({
  id: z.string(),
  object: z.literal('response'),
  created_at: count,
  completed_at: count.nullable(),
  status: z.enum(['in_progress', 'completed', 'incomplete', 'failed']),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  incomplete_details: z.strictObject({ reason: z.literal('max_output_tokens') }).nullable(),
  model: z.string(),
  output: z.array(outputItemSchema),
  instructions: z.string().nullable(),
  previous_response_id: z.string().nullable(),
  store: z.boolean(),
  max_output_tokens: count.nullable(),
  text: z.strictObject({ format }),
  tools: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('function'),
        name: z.string(),
        description: z.string().nullable(),
        parameters: jsonSchemaSchema.nullable(),
        strict: z.boolean().nullable(),
      }),
      z.strictObject({
        type: z.literal('mcp'),
        server_label: z.string(),
        server_url: z.string().nullable(),
        server_description: z.string().nullable(),
        allowed_tools: toolFilterSchema.nullable(),
        require_approval: requireApprovalSchema.nullable(),
      }),
    ]),
  ),
  tool_choice: responseToolChoiceWireSchema,
  parallel_tool_calls: z.boolean(),
  max_tool_calls: count.nullable(),
  reasoning: z.strictObject({
    effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullable(),
    summary: z.enum(['auto', 'concise', 'detailed']).nullable(),
  }),
  temperature: z.number(),
  top_p: z.number(),
  top_logprobs: count,
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  metadata: z.record(z.string(), z.string()),
  usage: z
    .strictObject({
      input_tokens: count,
      input_tokens_details: z.strictObject({ cached_tokens: count.describe('Reused from earlier requests.') }),
      output_tokens: count,
      output_tokens_details: z.strictObject({ reasoning_tokens: count }),
      total_tokens: count,
    })
    .nullable(),
  truncation: z.literal('disabled'),
  background: z.literal(false),
  service_tier: z.literal('default'),
  safety_identifier: z.null(),
  prompt_cache_key: z.null(),
  user: z.null(),
  timings: timingsSchema.exactOptional(),
});

export const deletedResponseSchema: z.ZodType<DeletedResponse> = z.strictObject({
  id: z.string(),
  object: z.literal('response'),
  deleted: z.literal(true),
});

export const itemPageSchema: z.ZodType<ItemPage> = listPageSchema(itemSchema);
