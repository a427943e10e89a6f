import type { ContentPart, Message, TextPart, ToolCall } from '@tuneloop/protocol';
import { z } from 'zod';
import { listCell, textOrListCell } from './cells.ts';
import type { Dialogue } from './training-example.ts';

const contentParts = z.array(
  z.union(
    [
      z.looseObject({ type: z.literal('text'), text: z.string() }),
      z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) }),
    ],
    { error: 'must be a part of type text or image_url' },
  ),
);

const callSchema = z
  .looseObject({
    id: z.string().nullish(),
    function: z.looseObject({ name: z.string(), arguments: z.unknown() }),
  })
  .transform(({ id, function: { name, arguments: args } }) => ({ id, name, arguments: args }));

/** A message as OpenAI, TRL and chat templates write it; `arguments` of a call are JSON text or the value itself. */
const rowMessageSchema = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function'], {
    error: 'must be system, developer, user, assistant or tool',
  }),
  content: z.union([z.string(), contentParts, z.null()], { error: 'must be text or a list of parts' }).optional(),
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(callSchema).nullish(),
  tool_call_id: z.string().nullish(),
  name: z.string().nullish(),
  weight: z.number().nullish(),
});

type RowMessage = z.output<typeof rowMessageSchema>;

/** Reads `messages` of a row. */
export const messagesSchema: z.ZodType<Message[]> = listCell(
  z.array(rowMessageSchema).transform(toMessages) as unknown as z.ZodType<Message[]>,
);

/** Reads `messages` of a conversation, and which of its answers are not to be learnt. */
export const conversationMessagesSchema: z.ZodType<{ messages: Message[]; unlearned?: number[] }> = listCell(
  z.array(rowMessageSchema).transform((rows) => {
    const unlearned = rows.flatMap(({ role, weight }, index) => (role === 'assistant' && weight === 0 ? [index] : []));
    return { messages: toMessages(rows), ...(unlearned.length > 0 && { unlearned }) };
  }) as unknown as z.ZodType<{ messages: Message[]; unlearned?: number[] }>,
);

/** Reads what may be text or messages. */
export const dialogueSchema: z.ZodType<Dialogue> = textOrListCell(
  z.union([z.string(), z.array(rowMessageSchema).transform(toMessages)], {
    error: 'must be text or a list of messages',
  }) as unknown as z.ZodType<Dialogue>,
);

function toMessages(messages: RowMessage[]): Message[] {
  // Some files leave ids out: a result then belongs to the first call before it that has none yet.
  const open: string[] = [];
  let made = 0;
  return messages.map((message): Message => {
    const name = message.name ?? undefined;
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: message.role, content: textContent(message), ...(name !== undefined && { name }) };
      case 'user':
        return { role: 'user', content: content(message), ...(name !== undefined && { name }) };
      case 'tool':
      case 'function':
        return {
          role: 'tool',
          toolCallId: message.tool_call_id ?? open.shift() ?? 'call',
          content: textContent(message),
        };
      case 'assistant': {
        const reasoning = message.reasoning_content ?? undefined;
        const toolCalls = message.tool_calls?.map((call): ToolCall => {
          const id = call.id ?? `call_${made++}`;
          if (id !== call.id) open.push(id);
          return { id, name: call.name, arguments: argumentsText(call.arguments) };
        });
        return {
          role: 'assistant',
          content: textContent(message),
          ...(reasoning !== undefined && { reasoning }),
          ...(toolCalls && toolCalls.length > 0 && { toolCalls }),
          ...(name !== undefined && { name }),
        };
      }
    }
  });
}

function content(message: RowMessage): string | ContentPart[] {
  if (typeof message.content === 'string') return message.content;
  return (message.content ?? []).map((part) =>
    'text' in part && part.type === 'text'
      ? { type: 'text', text: part.text }
      : { type: 'image', url: (part as { image_url: { url: string } }).image_url.url },
  );
}

function textContent(message: RowMessage): string | TextPart[] {
  const read = content(message);
  if (typeof read === 'string') return read;
  const texts = read.filter((part) => part.type === 'text');
  return texts.length === 0 ? '' : texts;
}

function argumentsText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {});
}
