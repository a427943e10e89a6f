import { z } from 'zod';
import { samplingShape } from '../generation/sampling-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { inputMessageSchema, systemSchema, type InputMessageWire, type SystemWire } from './message-wire.ts';
import {
  outputConfigSchema,
  outputFormatSchema,
  type OutputConfigWire,
  type OutputFormatWire,
} from './output-config-wire.ts';
import { thinkingSchema, type ThinkingWire } from './thinking-wire.ts';
import { toolChoiceSchema, toolSchema, type ToolChoiceWire, type ToolWire } from './tool-wire.ts';

/** The honoured parameters of `POST /v1/messages/count_tokens`. */
export interface CountTokensRequest {
  model?: string | null | undefined;
  system?: SystemWire | null | undefined;
  messages: InputMessageWire[];
  tools?: ToolWire[] | null | undefined;
  tool_choice?: ToolChoiceWire | null | undefined;
}

/** The honoured parameters of `POST /v1/messages`. */
export interface MessagesRequest extends CountTokensRequest {
  max_tokens: number;
  stream?: boolean | null | undefined;
  stop_sequences?: string[] | null | undefined;
  temperature?: number | null | undefined;
  top_p?: number | null | undefined;
  top_k?: number | null | undefined;
  thinking?: ThinkingWire | null | undefined;
  output_config?: OutputConfigWire | null | undefined;
  output_format?: OutputFormatWire | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
}

const promptShape: WireShape<CountTokensRequest> = {
  model: optional(z.string(), 'Left out or `default`: the default model.'),
  system: optional(systemSchema),
  messages: z
    .array(inputMessageSchema)
    .min(1, 'must hold at least one message')
    .describe("Neighbours of one role are one turn; a last turn of the assistant's is continued."),
  tools: optional(z.array(toolSchema).max(1024)),
  tool_choice: optional(toolChoiceSchema),
};

const shape: WireShape<MessagesRequest> = {
  ...promptShape,
  max_tokens: z.int().min(1).max(2_147_483_647).describe('Tokens to generate at most, thinking included.'),
  stream: optional(z.boolean()),
  stop_sequences: optional(z.array(z.string().min(1)).max(16), 'Up to 16.'),
  temperature: samplingShape.temperature,
  top_p: samplingShape.top_p,
  top_k: samplingShape.top_k,
  thinking: optional(thinkingSchema, "Left out: the model's own way."),
  output_config: optional(outputConfigSchema),
  output_format: optional(outputFormatSchema, 'The same as output_config.format.'),
  metadata: optional(
    z.record(z.string(), z.unknown()),
    '`user_id`, and `tags`, a list or words between commas, are recorded with the interaction.',
  ),
};

export const countTokensRequestSchema: z.ZodType<CountTokensRequest> = z.object(promptShape);
export const messagesRequestSchema: z.ZodType<MessagesRequest> = z.object(shape);
