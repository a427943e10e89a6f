import { textOf, type Message } from '@tuneloop/protocol';
import { writeCalls } from './formats/call-notation.ts';
import type { ToolCallFormat } from './formats/tool-call-format.ts';

/** Calls that were made as text of their messages, in the model's own notation: for templates that leave them out. */
export function callsAsText(messages: readonly Message[], { write, notation }: ToolCallFormat): Message[] {
  const text = write ?? (notation && ((calls) => writeCalls(notation, calls)));
  if (text === undefined) return [...messages];
  return messages.map((message) => {
    if (message.role !== 'assistant' || !message.toolCalls?.length) return message;
    const { toolCalls, ...rest } = message;
    return { ...rest, content: [textOf(message.content), text(toolCalls)].filter(Boolean).join('\n') };
  });
}
