import { textOf, type Message } from '@tuneloop/protocol';
import { writeCalls } from './formats/call-notation.ts';
import type { ToolCallFormat } from './formats/tool-call-format.ts';

/** Calls that were made as text of their messages, in the model's own notation: for templates that leave them out. */
export function callsAsText(messages: readonly Message[], { notation }: ToolCallFormat): Message[] {
  return messages.map((message) => {
    if (message.role !== 'assistant' || !message.toolCalls?.length) return message;
    const { toolCalls, ...rest } = message;
    const content = [textOf(message.content), writeCalls(notation, toolCalls)];
    return { ...rest, content: content.filter(Boolean).join('\n') };
  });
}
