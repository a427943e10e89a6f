import { z } from 'zod';
import { generationShape, tokenLimit, type GenerationWire } from '../generation/generation-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { messageWireSchema, type MessageWire } from './message-wire.ts';
import { responseFormatSchema, type ResponseFormatWire } from './response-format.ts';
import { toolChoiceWireSchema, toolWireSchema, type ToolChoiceWire, type ToolWire } from './tool-wire.ts';

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
const reasoningEffort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

export interface ReasoningWire {
  enabled?: boolean | null | undefined;
  effort?: ReasoningEffort | null | undefined;
  max_tokens?: number | null | undefined;
  summary?: string | null | undefined;
}

/** The honoured parameters of `POST /v1/chat/completions`. */
export interface ChatCompletionRequest extends GenerationWire {
  messages: MessageWire[];
  max_completion_tokens?: number | null | undefined;
  logprobs?: boolean | null | undefined;
  top_logprobs?: number | null | undefined;
  response_format?: ResponseFormatWire | null | undefined;
  tools?: ToolWire[] | null | undefined;
  tool_choice?: ToolChoiceWire | null | undefined;
  parallel_tool_calls?: boolean | null | undefined;
  reasoning_effort?: ReasoningEffort | null | undefined;
  reasoning?: ReasoningWire | null | undefined;
  enable_thinking?: boolean | null | undefined;
  thinking_budget_tokens?: number | null | undefined;
  chat_template_kwargs?: Record<string, unknown> | null | undefined;
  continue_final_message?: boolean | null | undefined;
  add_generation_prompt?: boolean | null | undefined;
}

const shape: WireShape<ChatCompletionRequest> = {
  ...generationShape,
  messages: z.array(messageWireSchema).min(1, 'must hold at least one message'),
  max_completion_tokens: optional(tokenLimit, 'Tokens to generate at most, reasoning included.'),
  logprobs: optional(z.boolean()),
  top_logprobs: optional(z.int().min(0).max(20)),
  response_format: optional(responseFormatSchema),
  tools: optional(z.array(toolWireSchema).max(1024)),
  tool_choice: optional(toolChoiceWireSchema),
  parallel_tool_calls: optional(z.boolean()),
  reasoning_effort: optional(
    reasoningEffort,
    '`none` turns reasoning off; minimal, low and medium limit it to 256, 1024 and 4096 tokens.',
  ),
  reasoning: optional(
    z.strictObject({
      enabled: optional(z.boolean()),
      effort: optional(reasoningEffort),
      max_tokens: optional(z.int().min(0).max(2_147_483_647)),
      summary: optional(z.string(), 'Accepted without effect.'),
    }),
    "OpenRouter's: `enabled`, `effort` and `max_tokens` as in the parameters of their own.",
  ),
  enable_thinking: optional(z.boolean(), 'Turns reasoning on or off.'),
  thinking_budget_tokens: optional(z.int().min(-1).max(2_147_483_647), 'Tokens of reasoning at most; -1: no limit.'),
  chat_template_kwargs: optional(z.record(z.string(), z.unknown()), "Variables for the model's chat template."),
  continue_final_message: optional(z.boolean(), "Continue the last message, an assistant's, instead of answering it."),
  add_generation_prompt: optional(z.boolean(), 'false goes with continue_final_message only.'),
};

export const chatCompletionRequestSchema: z.ZodType<ChatCompletionRequest> = z.object(shape);
