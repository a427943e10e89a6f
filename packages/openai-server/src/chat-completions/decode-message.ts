import type { AssistantMessage, ContentPart, Message, TextPart, ToolCall } from '@tuneloop/protocol';
import type {
  AssistantMessageWire,
  AssistantPartWire,
  MessageWire,
  TextContentWire,
  ToolCallWire,
  UserPartWire,
} from './message-wire.ts';

export function decodeMessage(wire: MessageWire): Message {
  switch (wire.role) {
    case 'system':
    case 'developer':
      return { role: wire.role, content: decodeText(wire.content), name: wire.name ?? undefined };
    case 'user':
      return {
        role: 'user',
        content: typeof wire.content === 'string' ? wire.content : wire.content.map(decodeUserPart),
        name: wire.name ?? undefined,
      };
    case 'assistant':
      return decodeAssistant(wire);
    case 'tool':
    default:
      return { role: 'tool', toolCallId: wire.tool_call_id, content: decodeText(wire.content ?? '') };
  }
}

function decodeText(content: TextContentWire): string | TextPart[] {
  return typeof content === 'string' ? content : content.map(({ text }) => ({ type: 'text', text }));
}

function decodeUserPart(part: UserPartWire): ContentPart {
  if (part.type === 'text') return { type: 'text', text: part.text };
  return { type: 'image', url: typeof part.image_url === 'string' ? part.image_url : part.image_url.url };
}

/** A refusal is what the assistant said instead of an answer: to the model it is text like any other. */
function decodeAssistant(wire: AssistantMessageWire): AssistantMessage {
  const content = wire.content ?? wire.refusal ?? '';
  return {
    role: 'assistant',
    content: typeof content === 'string' ? content : content.map(decodeAssistantPart),
    reasoning: wire.reasoning_content ?? wire.reasoning ?? undefined,
    toolCalls: wire.tool_calls?.length ? wire.tool_calls.map(decodeToolCall) : undefined,
    name: wire.name ?? undefined,
  };
}

function decodeAssistantPart(part: AssistantPartWire): TextPart {
  return { type: 'text', text: part.type === 'text' ? part.text : part.refusal };
}

/** Arguments that are not JSON stay as they are; some clients send the object itself instead of its text. */
function decodeToolCall({ id, function: { name, arguments: args } }: ToolCallWire): ToolCall {
  return { id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}) };
}
