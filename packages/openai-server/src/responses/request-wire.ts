import { z } from 'zod';
import { loraDescription, loraSchema, type LoraWire } from '../adapters/lora-wire.ts';
import type { ReasoningEffort } from '../chat-completions/request-wire.ts';
import { originShape, type OriginWire } from '../generation/origin-wire.ts';
import { samplingShape, type SamplingWire } from '../generation/sampling-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { itemWireSchema, type ItemWire } from './item-wire.ts';
import { textWireSchema, type TextWire } from './text-format.ts';
import {
  responseToolChoiceWireSchema,
  responseToolWireSchema,
  type ResponseToolChoiceWire,
  type ResponseToolWire,
} from './tool-wire.ts';

/** All of them give the reasoning as it is. */
export type ReasoningSummary = 'auto' | 'concise' | 'detailed';

export interface ReasoningSettingsWire {
  effort?: ReasoningEffort | null | undefined;
  summary?: ReasoningSummary | null | undefined;
  /** The older name of `summary`. */
  generate_summary?: ReasoningSummary | null | undefined;
  context?: string | null | undefined;
  mode?: string | null | undefined;
}

/** The honoured parameters of `POST /v1/responses`. */
export interface ResponseRequest extends SamplingWire, Pick<OriginWire, 'user' | 'safety_identifier'> {
  model?: string | null | undefined;
  input: string | ItemWire[];
  instructions?: string | null | undefined;
  previous_response_id?: string | null | undefined;
  store?: boolean | null | undefined;
  stream?: boolean | null | undefined;
  stream_options?: { include_obfuscation?: boolean | null | undefined } | null | undefined;
  max_output_tokens?: number | null | undefined;
  text?: TextWire | null | undefined;
  tools?: ResponseToolWire[] | null | undefined;
  tool_choice?: ResponseToolChoiceWire | null | undefined;
  parallel_tool_calls?: boolean | null | undefined;
  max_tool_calls?: number | null | undefined;
  reasoning?: ReasoningSettingsWire | null | undefined;
  include?: string[] | null | undefined;
  top_logprobs?: number | null | undefined;
  metadata?: Record<string, string> | null | undefined;
  enable_thinking?: boolean | null | undefined;
  thinking_budget_tokens?: number | null | undefined;
  chat_template_kwargs?: Record<string, unknown> | null | undefined;
  cache_prompt?: boolean | null | undefined;
  lora?: LoraWire[] | null | undefined;
}

const reasoningSummary = optional(z.enum(['auto', 'concise', 'detailed']));
const ignored = optional(z.string(), 'Accepted without effect.');

const shape: WireShape<ResponseRequest> = {
  ...samplingShape,
  user: originShape.user,
  safety_identifier: originShape.safety_identifier,
  model: optional(z.string(), 'Left out or `default`: the default model.'),
  input: z.union([z.string(), z.array(itemWireSchema).max(10_000)]),
  instructions: optional(z.string(), 'A system message for this response only.'),
  previous_response_id: optional(z.string(), 'Continues a stored response: its input and output come before `input`.'),
  store: optional(z.boolean(), 'Default true. false: the response cannot be fetched or continued.'),
  stream: optional(z.boolean()),
  stream_options: optional(z.strictObject({ include_obfuscation: optional(z.boolean(), 'Accepted without effect.') })),
  max_output_tokens: optional(
    z.int().min(1).max(2_147_483_647),
    'Tokens to generate at most, reasoning included; by default as many as fit.',
  ),
  text: optional(textWireSchema, '`format`: text, json_object or json_schema.'),
  tools: optional(z.array(responseToolWireSchema).max(1024)),
  tool_choice: optional(responseToolChoiceWireSchema),
  parallel_tool_calls: optional(z.boolean()),
  max_tool_calls: optional(z.int().min(1).max(1000), 'Calls of `mcp` tools that are run for the response at most.'),
  reasoning: optional(
    z.strictObject({
      effort: optional(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])),
      summary: reasoningSummary,
      generate_summary: reasoningSummary,
      context: ignored,
      mode: ignored,
    }),
    '`effort`: `none` turns reasoning off; minimal, low and medium limit it to 256, 1024 and 4096 tokens. `summary`: reasoning, all of it, as a summary.',
  ),
  include: optional(
    z.array(z.string()).max(100),
    '`message.output_text.logprobs`; other values have no effect and are named in x-tuneloop-ignored.',
  ),
  top_logprobs: optional(z.int().min(0).max(20), 'Report each token and so many of the likeliest at its place.'),
  metadata: optional(
    z
      .record(z.string().max(64), z.string().max(512))
      .refine((pairs) => Object.keys(pairs).length <= 16, 'must hold at most 16 pairs'),
    'Up to 16 pairs, shown again in the response; `tags`, words between commas, are recorded with the interaction.',
  ),
  enable_thinking: optional(z.boolean(), 'Turns reasoning on or off.'),
  thinking_budget_tokens: optional(z.int().min(-1).max(2_147_483_647), 'Tokens of reasoning at most; -1: no limit.'),
  chat_template_kwargs: optional(z.record(z.string(), z.unknown()), "Variables for the model's chat template."),
  cache_prompt: optional(z.boolean(), 'false computes the whole prompt anew.'),
  lora: optional(loraSchema, loraDescription),
};

export const responseRequestSchema: z.ZodType<ResponseRequest> = z.object(shape);
