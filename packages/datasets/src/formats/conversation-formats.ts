import { z } from 'zod';
import { dialogueRow, messageRows } from './message-row.ts';
import { conversationMessagesSchema, dialogueSchema } from './message-schema.ts';
import type { ExampleOf, RowFormatOf } from './row-format.ts';
import { toolsColumn, toolsSchema } from './tools-column.ts';

type Conversation = ExampleOf<'conversation'>;
type Demonstration = ExampleOf<'demonstration'>;

const conversationSchema: z.ZodType<Conversation> = z
  .object({ messages: conversationMessagesSchema, tools: toolsSchema })
  .transform(({ messages, tools }): Conversation => ({ kind: 'conversation', ...messages, tools }));

/** TRL's conversational rows; arguments of calls are values, as chat templates want them. */
export const sft: RowFormatOf<'conversation'> = {
  shape: '{"messages": [{"role", "content"}, …], "tools": […]}',
  kind: 'conversation',
  required: ['messages'],
  optional: ['tools'],
  open: true,
  schema: conversationSchema,
  write: ({ messages, unlearned, tools }) => ({
    messages: weighted(messageRows(messages, 'json'), unlearned),
    ...toolsColumn(tools),
  }),
};

/** OpenAI's fine-tuning files: the same, with arguments as JSON text and no other columns. */
export const openaiSft: RowFormatOf<'conversation'> = {
  ...sft,
  open: false,
  write: ({ messages, unlearned, tools }) => ({
    messages: weighted(openaiMessages(messages), unlearned),
    ...toolsColumn(tools),
  }),
};

/** TRL's prompt and completion, as messages or as plain text. */
export const promptCompletion: RowFormatOf<'demonstration'> = {
  shape: '{"prompt": … , "completion": …, "tools": […]}',
  kind: 'demonstration',
  required: ['prompt', 'completion'],
  optional: ['tools'],
  open: true,
  schema: z
    .object({ prompt: dialogueSchema, completion: dialogueSchema, tools: toolsSchema })
    .transform((row): Demonstration => ({ kind: 'demonstration', ...row })),
  write: ({ prompt, completion, tools }) => ({
    prompt: dialogueRow(prompt, 'json'),
    completion: dialogueRow(completion, 'json'),
    ...toolsColumn(tools),
  }),
};

/** Plain text for pretraining. */
export const plainText: RowFormatOf<'text'> = {
  shape: '{"text": "…"}',
  kind: 'text',
  required: ['text'],
  optional: [],
  open: true,
  schema: z.object({ text: z.string() }).transform((row): ExampleOf<'text'> => ({ kind: 'text', ...row })),
  write: ({ text }) => ({ text }),
};

export const promptOnly: RowFormatOf<'prompt'> = {
  shape: '{"prompt": …} and what a reward function wants to know',
  kind: 'prompt',
  required: ['prompt'],
  optional: ['tools'],
  open: true,
  schema: z
    .object({ prompt: dialogueSchema, tools: toolsSchema })
    .transform((row): ExampleOf<'prompt'> => ({ kind: 'prompt', ...row })),
  write: ({ prompt, tools }) => ({ prompt: dialogueRow(prompt, 'json'), ...toolsColumn(tools) }),
};

function weighted(rows: Record<string, unknown>[], unlearned: readonly number[] = []): Record<string, unknown>[] {
  return rows.map((row, index) => (unlearned.includes(index) ? { ...row, weight: 0 } : row));
}

/** OpenAI wants no text rather than an empty one beside calls, and knows no reasoning. */
export function openaiMessages(messages: Parameters<typeof messageRows>[0]): Record<string, unknown>[] {
  return messageRows(messages, 'text').map((message) => {
    delete message['reasoning_content'];
    if (message['role'] === 'tool') delete message['name'];
    return message['content'] === '' && 'tool_calls' in message ? { ...message, content: null } : message;
  });
}
