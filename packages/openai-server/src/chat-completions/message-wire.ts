import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

export type TextContentWire = string | { type: 'text'; text: string }[];
export type UserPartWire =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: string | { url: string; detail?: string | null | undefined } };
export type AssistantPartWire = { type: 'text'; text: string } | { type: 'refusal'; refusal: string };

export interface ToolCallWire {
  id: string;
  type?: 'function' | null | undefined;
  function: { name: string; arguments?: unknown };
}

export interface SystemMessageWire {
  role: 'system' | 'developer';
  content: TextContentWire;
  name?: string | null | undefined;
}

export interface UserMessageWire {
  role: 'user';
  content: string | UserPartWire[];
  name?: string | null | undefined;
}

export interface AssistantMessageWire {
  role: 'assistant';
  content?: string | AssistantPartWire[] | null | undefined;
  refusal?: string | null | undefined;
  reasoning_content?: string | null | undefined;
  reasoning?: string | null | undefined;
  tool_calls?: ToolCallWire[] | null | undefined;
  name?: string | null | undefined;
}

export interface ToolMessageWire {
  role: 'tool';
  tool_call_id: string;
  content?: TextContentWire | null | undefined;
}

/** A message as OpenAI's clients send it. Properties beyond these are what clients echo back, and are dropped. */
export type MessageWire = SystemMessageWire | UserMessageWire | AssistantMessageWire | ToolMessageWire;

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const textContent = z.union([z.string(), z.array(textPart)]);

const imageUrl = z
  .string()
  .regex(/^data:image\//i, 'must be a data:image/… URL: this server fetches no remote images; send the image itself');

const imagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.union([imageUrl, z.object({ url: imageUrl, detail: optional(z.string()) })]),
});

const toolCall: z.ZodType<ToolCallWire> = z.object({
  id: z.string(),
  type: optional(z.literal('function')),
  function: z.object({
    name: z.string(),
    arguments: z.unknown().optional().describe('The text as the model wrote it, JSON or not.'),
  }),
});

const systemMessage = z.object({
  role: z.enum(['system', 'developer']),
  content: textContent,
  name: optional(z.string()),
});

const userMessage = z.object({
  role: z.literal('user'),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textPart, imagePart]))]),
  name: optional(z.string()),
});

const assistantMessage = z.object({
  role: z.literal('assistant'),
  content: optional(
    z.union([
      z.string(),
      z.array(z.discriminatedUnion('type', [textPart, z.object({ type: z.literal('refusal'), refusal: z.string() })])),
    ]),
  ),
  refusal: optional(z.string()),
  reasoning_content: optional(z.string(), 'What the model thought before it answered.'),
  reasoning: optional(z.string(), 'The same as reasoning_content.'),
  tool_calls: optional(z.array(toolCall)),
  name: optional(z.string()),
});

const toolMessage = z.object({
  role: z.literal('tool'),
  tool_call_id: z.string(),
  content: optional(textContent),
});

export const messageWireSchema: z.ZodType<MessageWire> = z.discriminatedUnion('role', [
  systemMessage,
  userMessage,
  assistantMessage,
  toolMessage,
]);
