import { z } from 'zod';

export interface TextBlockWire {
  type: 'text';
  text: string;
}

export interface ImageBlockWire {
  type: 'image';
  source: { type: 'base64'; media_type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'; data: string };
}

export interface ToolResultBlockWire {
  type: 'tool_result';
  tool_use_id: string;
  content?: string | (TextBlockWire | ImageBlockWire)[] | null | undefined;
  is_error?: boolean | null | undefined;
}

export interface ToolUseBlockWire {
  type: 'tool_use';
  id: string;
  name: string;
  input?: unknown;
}

export type ThinkingBlockWire = { type: 'thinking'; thinking: string } | { type: 'redacted_thinking' };

export type UserBlockWire = TextBlockWire | ImageBlockWire | ToolResultBlockWire;
export type AssistantBlockWire = TextBlockWire | ToolUseBlockWire | ThinkingBlockWire;

export const textBlockSchema: z.ZodObject<{ type: z.ZodLiteral<'text'>; text: z.ZodString }> = z.object({
  type: z.literal('text'),
  text: z.string(),
});

const imageBlock = z.object({
  type: z.literal('image'),
  source: z.discriminatedUnion(
    'type',
    [
      z.object({
        type: z.literal('base64'),
        media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
        data: z.string().min(1),
      }),
    ],
    { error: 'must be "base64": this server fetches no images and keeps no files; send the image itself' },
  ),
});

const toolResultBlock = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z
    .union([
      z.string(),
      z.array(z.discriminatedUnion('type', [textBlockSchema, imageBlock], { error: 'must be "text" or "image"' })),
    ])
    .nullish(),
  is_error: z.boolean().nullish(),
});

const toolUseBlock = z.object({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.unknown().optional(),
});

const thinkingBlock = z.object({ type: z.literal('thinking'), thinking: z.string() });
const redactedThinkingBlock = z.object({ type: z.literal('redacted_thinking') });

export const userBlockSchema: z.ZodType<UserBlockWire> = z.discriminatedUnion(
  'type',
  [textBlockSchema, imageBlock, toolResultBlock],
  { error: 'must be "text", "image" or "tool_result": this server reads no other blocks of a user' },
);

export const assistantBlockSchema: z.ZodType<AssistantBlockWire> = z.discriminatedUnion(
  'type',
  [textBlockSchema, toolUseBlock, thinkingBlock, redactedThinkingBlock],
  {
    error:
      'must be "text", "tool_use", "thinking" or "redacted_thinking": this server reads no other blocks of an assistant',
  },
);
