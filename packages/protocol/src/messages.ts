import { z } from 'zod';

export interface TextPart {
  type: 'text';
  text: string;
}

/** `url` is a `data:` URL; engines never fetch. */
export interface ImagePart {
  type: 'image';
  url: string;
}

export type ContentPart = TextPart | ImagePart;

/** A tool call of the model. `arguments` is the text as the model wrote it: normally JSON, but not to be relied on. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

export interface SystemMessage {
  role: 'system' | 'developer';
  content: string | TextPart[];
  name?: string | undefined;
}

export interface UserMessage {
  role: 'user';
  content: string | ContentPart[];
  name?: string | undefined;
}

export interface AssistantMessage {
  role: 'assistant';
  content: string | TextPart[];
  /** What the model thought before it answered, without the markup around it. */
  reasoning?: string | undefined;
  toolCalls?: ToolCall[] | undefined;
  name?: string | undefined;
}

export interface ToolMessage {
  role: 'tool';
  toolCallId: string;
  content: string | TextPart[];
}

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

const textPartSchema: z.ZodType<TextPart> = z.object({ type: z.literal('text'), text: z.string() });

const imagePartSchema: z.ZodType<ImagePart> = z.object({
  type: z.literal('image'),
  url: z.string().startsWith('data:', { error: 'must be a data: URL (remote images are not fetched)' }),
});

export const contentPartSchema: z.ZodType<ContentPart> = z.union([textPartSchema, imagePartSchema]);

export const toolCallSchema: z.ZodType<ToolCall> = z.object({
  id: z.string(),
  name: z.string(),
  arguments: z.string(),
});

const textContentSchema = z.union([z.string(), z.array(textPartSchema)]);

/** One message of a conversation. */
export const messageSchema: z.ZodType<Message> = z.union([
  z.object({ role: z.enum(['system', 'developer']), content: textContentSchema, name: z.string().optional() }),
  z.object({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(contentPartSchema)]),
    name: z.string().optional(),
  }),
  z.object({
    role: z.literal('assistant'),
    content: textContentSchema,
    reasoning: z.string().optional(),
    toolCalls: z.array(toolCallSchema).optional(),
    name: z.string().optional(),
  }),
  z.object({ role: z.literal('tool'), toolCallId: z.string(), content: textContentSchema }),
]);

/** The text of a message's content, its text parts joined; images are left out. */
export function textOf(content: string | readonly ContentPart[]): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
