import { z } from 'zod';
import { NotExpressible } from '../rows/not-expressible.ts';
import { openaiMessages } from './conversation-formats.ts';
import { asMessages, joinDialogues, splitSharedPrompt } from './dialogue.ts';
import { dialogueRow } from './message-row.ts';
import { dialogueSchema, messagesSchema } from './message-schema.ts';
import type { ExampleOf, RowFormatOf } from './row-format.ts';
import { toolsColumn, toolsSchema } from './tools-column.ts';

type Preference = ExampleOf<'preference'>;

/** TRL's preference rows; also reads those that have the prompt inside both answers. */
export const preference: RowFormatOf<'preference'> = {
  shape: '{"prompt": …, "chosen": …, "rejected": …, "tools": […]}',
  kind: 'preference',
  required: ['chosen', 'rejected'],
  optional: ['prompt', 'tools'],
  open: true,
  schema: z
    .object({ prompt: dialogueSchema.optional(), chosen: dialogueSchema, rejected: dialogueSchema, tools: toolsSchema })
    .transform(({ prompt, chosen, rejected, tools }): Preference => {
      const parts = prompt === undefined ? splitSharedPrompt(chosen, rejected) : { prompt, chosen, rejected };
      return { kind: 'preference', ...parts, tools };
    }),
  write: ({ prompt, chosen, rejected, tools }) => ({
    prompt: dialogueRow(prompt, 'json'),
    chosen: dialogueRow(chosen, 'json'),
    rejected: dialogueRow(rejected, 'json'),
    ...toolsColumn(tools),
  }),
};

/** The same with the prompt inside both answers, as TRL's reward trainer takes it. */
export const implicitPreference: RowFormatOf<'preference'> = {
  ...preference,
  shape: '{"chosen": …, "rejected": …, "tools": […]}, the prompt inside both',
  write: ({ prompt, chosen, rejected, tools }) => ({
    chosen: dialogueRow(joinDialogues(prompt, chosen), 'json'),
    rejected: dialogueRow(joinDialogues(prompt, rejected), 'json'),
    ...toolsColumn(tools),
  }),
};

/** Preference as plain text, for trlX. */
export const trlxPreference: RowFormatOf<'preference'> = {
  ...preference,
  shape: '{"prompt": "…", "chosen": "…", "rejected": "…"}',
  optional: ['prompt'],
  write: async ({ prompt, chosen, rejected, tools }, text) => {
    const better = await text.pair(prompt, chosen, tools);
    const worse = await text.pair(prompt, rejected, tools);
    return { prompt: better.prompt, chosen: better.answer, rejected: worse.answer };
  },
};

/** OpenAI's preference fine-tuning: text only, one answer of the assistant on each side. */
export const openaiPreference: RowFormatOf<'preference'> = {
  shape: '{"input": {"messages": […], "tools": […]}, "preferred_output": […], "non_preferred_output": […]}',
  kind: 'preference',
  required: ['input', 'preferred_output', 'non_preferred_output'],
  optional: [],
  open: false,
  schema: z
    .object({
      input: z.object({ messages: messagesSchema, tools: toolsSchema }),
      preferred_output: messagesSchema,
      non_preferred_output: messagesSchema,
    })
    .transform(({ input, preferred_output, non_preferred_output }): Preference => ({
      kind: 'preference',
      prompt: input.messages,
      chosen: preferred_output,
      rejected: non_preferred_output,
      tools: input.tools,
    })),
  write: ({ prompt, chosen, rejected, tools }) => ({
    input: {
      messages: openaiMessages(asMessages(prompt, 'user')),
      tools: toolsColumn(tools).tools ?? [],
      parallel_tool_calls: true,
    },
    preferred_output: openaiAnswer(chosen),
    non_preferred_output: openaiAnswer(rejected),
  }),
};

function openaiAnswer(answer: Preference['chosen']): Record<string, unknown>[] {
  const messages = asMessages(answer, 'assistant');
  const [only] = messages;
  if (messages.length !== 1 || only?.role !== 'assistant' || only.toolCalls) {
    throw new NotExpressible('OpenAI takes exactly one answer of the assistant on each side, of text alone');
  }
  return openaiMessages(messages);
}
