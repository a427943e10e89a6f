import { z } from 'zod';
import { messageWireSchema, type MessageWire } from '../chat-completions/message-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import type { ExportFormat } from './export-conversation.ts';

/** What may stand in a path without being encoded. */
export const conversationIdSchema: z.ZodType<string> = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'must be 1 to 100 letters, digits, ".", "_" or "-"')
  .refine((id) => id !== '.' && id !== '..', 'must be a name');

const title = z.string().max(1000);
const systemPrompt = z.string().max(1_000_000);
const folder = z.string().min(1).max(200);

/** The body of `POST /lab/conversations`. */
export interface NewConversationWire {
  id?: string | null | undefined;
  title?: string | null | undefined;
  system_prompt?: string | null | undefined;
  folder?: string | null | undefined;
  messages?: MessageWire[] | null | undefined;
}

const newShape: WireShape<NewConversationWire> = {
  id: optional(conversationIdSchema, 'Left out, it gets one.'),
  title: optional(title),
  system_prompt: optional(systemPrompt),
  folder: optional(folder),
  messages: optional(z.array(messageWireSchema).max(10_000), 'What was said in it, such as that of an export.'),
};

export const newConversationSchema: z.ZodType<NewConversationWire> = z.strictObject(newShape);

/** The body of `PATCH /lab/conversations/{id}`; `null` removes a value. */
export interface ConversationChangeWire {
  title?: string | null | undefined;
  system_prompt?: string | null | undefined;
  folder?: string | null | undefined;
  tools?: boolean | null | undefined;
}

const changeShape: WireShape<ConversationChangeWire> = {
  title: optional(title),
  system_prompt: optional(systemPrompt),
  folder: optional(folder, 'Such as the name of a project.'),
  tools: optional(z.boolean(), 'false: no tools in this conversation, whatever a request says.'),
};

export const conversationChangeSchema: z.ZodType<ConversationChangeWire> = z.strictObject(changeShape);

/** The body of `POST /lab/conversations/{id}/fork`. */
export interface ForkWire {
  at?: string | null | undefined;
  id?: string | null | undefined;
  title?: string | null | undefined;
}

const forkShape: WireShape<ForkWire> = {
  at: optional(z.string(), 'The id of the last message that the fork has; by default all.'),
  id: optional(conversationIdSchema),
  title: optional(title),
};

export const forkSchema: z.ZodType<ForkWire> = z.strictObject(forkShape);

/** The body of `POST /lab/conversations/{id}/messages`. */
export interface AddMessagesWire {
  messages: MessageWire[];
  after?: string | null | undefined;
}

const addShape: WireShape<AddMessagesWire> = {
  messages: z
    .array(messageWireSchema)
    .max(10_000)
    .describe('Of any role but system. None: the history ends at `after`.'),
  after: z
    .string()
    .nullish()
    .describe(
      'The id of a message of its tree, which the history goes through; null: a new beginning; by default its end.',
    ),
};

export const addMessagesSchema: z.ZodType<AddMessagesWire> = z.strictObject(addShape);

export interface ListQuery {
  after?: string | undefined;
  limit: number;
  text?: string | undefined;
}

export const listQuerySchema: z.ZodType<ListQuery> = z.strictObject({
  after: z.string().optional(),
  text: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const exportQuerySchema: z.ZodType<{ format: ExportFormat }> = z.strictObject({
  format: z.enum(['text', 'json', 'jsonl']).default('json'),
});
