import { z } from 'zod';

// What OpenAI documents of its files for supervised fine-tuning and for preferences (developers.openai.com, guides on
// supervised fine-tuning and direct preference optimization, and the FineTune…RequestInput schemas of its OpenAPI document).

const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()),
  }),
});

const call = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string(),
    arguments: z.string().refine((text) => typeof JSON.parse(text) === 'object'),
  }),
});

const text = z.string();
const system = z.strictObject({ role: z.literal('system'), content: text });
const user = z.strictObject({ role: z.literal('user'), content: text });
const toolResult = z.strictObject({ role: z.literal('tool'), content: text, tool_call_id: z.string() });
const assistant = z
  .strictObject({
    role: z.literal('assistant'),
    content: text.nullable().optional(),
    tool_calls: z.array(call).min(1).optional(),
    weight: z.union([z.literal(0), z.literal(1)]).optional(),
  })
  .refine((message) => typeof message.content === 'string' || message.tool_calls !== undefined);

const message = z.discriminatedUnion('role', [system, user, toolResult, assistant]);

/** Every tool result answers a call before it. */
const messages = z
  .array(message)
  .min(1)
  .refine((list) => {
    const called = new Set<string>();
    return list.every((each) => {
      if (each.role === 'assistant') for (const { id } of each.tool_calls ?? []) called.add(id);
      return each.role !== 'tool' || called.has(each.tool_call_id);
    });
  });

/** One line of a file for supervised fine-tuning: an answer to learn comes last. A file has at least ten. */
export const openAISupervisedRow: z.ZodType = z.strictObject({
  messages: messages.refine((list) => {
    const last = list.at(-1);
    return last?.role === 'assistant' && last.weight !== 0;
  }),
  tools: z.array(tool).min(1).optional(),
  parallel_tool_calls: z.boolean().optional(),
});

const answer = z.strictObject({ role: z.literal('assistant'), content: text.min(1) });

/** One line of a file of preferences: texts alone, exactly one answer on each side. */
export const openAIPreferenceRow: z.ZodType = z.strictObject({
  input: z.strictObject({ messages, tools: z.array(tool), parallel_tool_calls: z.boolean() }),
  preferred_output: z.array(answer).length(1),
  non_preferred_output: z.array(answer).length(1),
});
