import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

export interface OllamaToolCallWire {
  id?: string | null | undefined;
  function: { name: string; arguments?: Record<string, unknown> | null | undefined };
}

/** A message as Ollama's clients send it. Properties beyond these are what clients echo back, and are dropped. */
export interface OllamaMessageWire {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content?: string | null | undefined;
  thinking?: string | null | undefined;
  images?: string[] | null | undefined;
  tool_calls?: OllamaToolCallWire[] | null | undefined;
  tool_name?: string | null | undefined;
  tool_call_id?: string | null | undefined;
}

const toolCall: z.ZodType<OllamaToolCallWire> = z.object({
  id: optional(z.string()),
  function: z.object({ name: z.string(), arguments: optional(z.record(z.string(), z.unknown()), 'An object.') }),
});

const shape: WireShape<OllamaMessageWire> = {
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: optional(z.string()),
  thinking: optional(z.string(), 'What the model thought before it answered.'),
  images: optional(z.array(z.string()), 'Base64 of PNG, JPEG, GIF or WebP files; in messages of the user.'),
  tool_calls: optional(z.array(toolCall)),
  tool_name: optional(z.string(), 'Of a tool’s result: which tool it is from.'),
  tool_call_id: optional(z.string(), 'Of a tool’s result: which call it answers.'),
};

export const ollamaMessageSchema: z.ZodType<OllamaMessageWire> = z.object(shape);
