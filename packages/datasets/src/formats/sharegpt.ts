import { textOf, type AssistantMessage, type Message, type ToolCall, type ToolDefinition } from '@tuneloop/protocol';
import { z } from 'zod';
import { listCell } from './cells.ts';
import type { ExampleOf, RowFormatOf } from './row-format.ts';
import { toolsSchema } from './tools-column.ts';

const turnSchema = z.looseObject({ from: z.string(), value: z.string() });

type Turn = z.output<typeof turnSchema>;

/** Roles as they are found in the wild. */
const roles: Readonly<Record<string, 'system' | 'user' | 'assistant' | 'call' | 'result'>> = {
  system: 'system',
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  model: 'assistant',
  function_call: 'call',
  observation: 'result',
  function_response: 'result',
  tool: 'result',
};

/**
 * ShareGPT's conversations, with the turns for tools and the columns `system` and `tools` (JSON text) that LLaMA-Factory
 * reads. An answer has either words or calls; of one with both, the words stand before the JSON.
 */
export const sharegpt: RowFormatOf<'conversation'> = {
  shape: '{"conversations": [{"from": "human", "value"}, {"from": "gpt", "value"}], "system", "tools"}',
  kind: 'conversation',
  required: ['conversations'],
  optional: ['system', 'tools'],
  open: true,
  schema: z
    .object({
      conversations: listCell(
        z.array(turnSchema).superRefine((turns, context) => {
          for (const [index, { from }] of turns.entries()) {
            if (roles[from]) continue;
            const message = `must be one of ${Object.keys(roles).join(', ')}`;
            context.addIssue({ code: 'custom', path: [index, 'from'], message });
          }
        }),
      ),
      system: z.string().nullish(),
      tools: toolsSchema,
    })
    .transform(({ conversations, system, tools }): ExampleOf<'conversation'> => {
      const messages = messagesOf(conversations);
      if (system) messages.unshift({ role: 'system', content: system });
      return { kind: 'conversation', messages, tools };
    }),
  write: ({ messages, tools }) => ({ conversations: messages.map(turnOf), ...toolsText(tools) }),
};

function messagesOf(turns: Turn[]): Message[] {
  const open: string[] = [];
  let made = 0;
  return turns.map(({ from, value }): Message => {
    const role = roles[from]!;
    if (role === 'system' || role === 'user') return { role, content: value };
    if (role === 'result') return { role: 'tool', toolCallId: open.shift() ?? 'call', content: value };
    const { reasoning, rest } = splitReasoning(value);
    const answer: AssistantMessage = {
      role: 'assistant',
      content: rest,
      ...(reasoning !== undefined && { reasoning }),
    };
    const calls = role === 'call' ? callsIn(rest) : undefined;
    if (!calls) return answer;
    const toolCalls = calls.list.map((call) => ({ ...call, id: `call_${made++}` }));
    open.push(...toolCalls.map(({ id }) => id));
    return { ...answer, content: calls.before, toolCalls };
  });
}

function splitReasoning(value: string): { reasoning?: string; rest: string } {
  const match = /^<think>\n?([\s\S]*?)\n?<\/think>\s*/.exec(value);
  return match ? { reasoning: match[1]!, rest: value.slice(match[0].length) } : { rest: value };
}

/** One call or a list of them as JSON, perhaps behind a line of words. */
function callsIn(value: string): { before: string; list: Omit<ToolCall, 'id'>[] } | undefined {
  for (const start of [0, value.lastIndexOf('\n') + 1]) {
    const calls = callsSchema.safeParse(parsedJson(value.slice(start)));
    if (calls.success) {
      const list = calls.data.map(({ name, arguments: args }) => ({
        name,
        arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}),
      }));
      return { before: value.slice(0, start).trimEnd(), list };
    }
  }
  return undefined;
}

const callSchema = z.looseObject({ name: z.string(), arguments: z.unknown() });
const callsSchema = z.union([z.array(callSchema).min(1), callSchema.transform((call) => [call])]);

const roleNames = { system: 'system', developer: 'system', user: 'human', tool: 'observation' } as const;

function turnOf(message: Message): { from: string; value: string } {
  const value = textOf(message.content);
  if (message.role !== 'assistant') return { from: roleNames[message.role], value };
  const thought = message.reasoning === undefined ? '' : `<think>\n${message.reasoning}\n</think>\n\n`;
  if (!message.toolCalls) return { from: 'gpt', value: thought + value };
  const calls = message.toolCalls.map(({ name, arguments: text }) => ({ name, arguments: parsedJson(text) ?? text }));
  const json = JSON.stringify(calls.length === 1 ? calls[0] : calls);
  return { from: 'function_call', value: thought + (value === '' ? json : `${value}\n${json}`) };
}

function toolsText(tools: readonly ToolDefinition[] | undefined): { tools?: string } {
  return tools ? { tools: JSON.stringify(tools) } : {};
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
