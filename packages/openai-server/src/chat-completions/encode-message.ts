import { textOf, type AssistantMessage, type ContentPart, type Message } from '@tuneloop/protocol';
import type { AssistantMessageWire, MessageWire, UserPartWire } from './message-wire.ts';

/** A message as OpenAI's API has it; what `decodeMessage` reads back. */
export function encodeMessage(message: Message): MessageWire {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: message.role, content: textOf(message.content), ...nameOf(message) };
    case 'user':
      return {
        role: 'user',
        content: typeof message.content === 'string' ? message.content : message.content.map(encodePart),
        ...nameOf(message),
      };
    case 'assistant':
      return encodeAssistant(message);
    case 'tool':
    default:
      return { role: 'tool', tool_call_id: message.toolCallId, content: textOf(message.content) };
  }
}

function encodeAssistant(message: AssistantMessage): AssistantMessageWire {
  const { reasoning, toolCalls = [] } = message;
  const text = textOf(message.content);
  return {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: args },
      })),
    }),
    ...nameOf(message),
  };
}

function encodePart(part: ContentPart): UserPartWire {
  if (part.type === 'text') return { type: 'text', text: part.text };
  return { type: 'image_url', image_url: { url: part.url } };
}

function nameOf({ name }: { name?: string | undefined }): { name?: string } {
  return name === undefined ? {} : { name };
}
