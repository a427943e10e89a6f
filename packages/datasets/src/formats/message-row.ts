import { textOf, type ContentPart, type Message, type ToolCall } from '@tuneloop/protocol';
import type { Dialogue } from './training-example.ts';

/** `json`: arguments of calls as values, as chat templates want them; `text`: as OpenAI writes them. */
export type ToolArguments = 'json' | 'text';

/** Messages as rows have them: OpenAI's shape, with `reasoning_content` as chat templates read it. */
export function messageRows(messages: readonly Message[], toolArguments: ToolArguments): Record<string, unknown>[] {
  const names = new Map<string, string>();
  return messages.map((message) => {
    if (message.role !== 'assistant') return otherRow(message, names);
    for (const { id, name } of message.toolCalls ?? []) names.set(id, name);
    const calls = message.toolCalls?.map((call) => callRow(call, toolArguments));
    return {
      role: 'assistant',
      content: textOf(message.content),
      ...(message.reasoning !== undefined && { reasoning_content: message.reasoning }),
      ...(calls && { tool_calls: calls }),
      ...(message.name !== undefined && { name: message.name }),
    };
  });
}

export function dialogueRow(dialogue: Dialogue, toolArguments: ToolArguments): unknown {
  return typeof dialogue === 'string' ? dialogue : messageRows(dialogue, toolArguments);
}

function otherRow(
  message: Exclude<Message, { role: 'assistant' }>,
  names: Map<string, string>,
): Record<string, unknown> {
  if (message.role === 'tool') {
    const name = names.get(message.toolCallId);
    return {
      role: 'tool',
      content: textOf(message.content),
      ...(name !== undefined && { name }),
      tool_call_id: message.toolCallId,
    };
  }
  return {
    role: message.role,
    content: contentRow(message.content),
    ...(message.name !== undefined && { name: message.name }),
  };
}

function contentRow(content: string | ContentPart[]): unknown {
  if (typeof content === 'string') return content;
  if (content.every((part) => part.type === 'text')) return textOf(content);
  return content.map((part) =>
    part.type === 'text' ? { type: 'text', text: part.text } : { type: 'image_url', image_url: { url: part.url } },
  );
}

function callRow({ id, name, arguments: text }: ToolCall, toolArguments: ToolArguments): Record<string, unknown> {
  const args = toolArguments === 'json' ? valueOf(text) : text;
  return { id, type: 'function', function: { name, arguments: args } };
}

/** Models do not always write JSON: then it stays the text that it was. */
function valueOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    return text;
  }
}
