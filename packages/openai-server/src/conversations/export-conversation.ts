import { textOf, type Conversation, type ConversationMessage, type Message } from '@tuneloop/protocol';
import { encodeMessage } from '../chat-completions/encode-message.ts';
import { encodeConversation, encodeStoredMessage } from './conversation-wire.ts';

export type ExportFormat = 'text' | 'json' | 'jsonl';

export const contentTypes: Readonly<Record<ExportFormat, string>> = {
  text: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

/**
 * - `text`: for people
 * - `json`: everything
 * - `jsonl`: one line `{"messages": […]}`, as fine-tuning takes it
 */
export function exportConversation(
  conversation: Conversation,
  history: readonly ConversationMessage[],
  format: ExportFormat,
): string {
  if (format === 'json') {
    const data = { ...encodeConversation(conversation), messages: history.map(encodeStoredMessage) };
    return `${JSON.stringify(data, undefined, 2)}\n`;
  }
  const system: Message[] = conversation.system ? [{ role: 'system', content: conversation.system }] : [];
  const messages = [...system, ...history.map(({ message }) => message)];
  if (format === 'jsonl') return `${JSON.stringify({ messages: messages.map(encodeMessage) })}\n`;
  return messages.map((message) => `${message.role.toUpperCase()}\n${textFor(message)}\n`).join('\n');
}

function textFor(message: Message): string {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  const lines = [textOf(message.content), ...calls.map(({ name, arguments: args }) => `→ ${name}(${args})`)];
  return lines.filter((line) => line !== '').join('\n');
}
