import type { Message } from '@tuneloop/protocol';

const fits = /^[a-zA-Z0-9]{9}$/;

/**
 * Whether a chat template takes nothing but nine letters and digits for a call's id, as some of Mistral's do; found out
 * by trying.
 *
 * @param render throws when the template refuses.
 */
export function wantsShortIds(render: (messages: Message[]) => string): boolean {
  const takes = (id: string): boolean => {
    try {
      render([
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: '', toolCalls: [{ id, name: 'tool', arguments: '{}' }] },
        { role: 'tool', toolCallId: id, content: 'done' },
      ]);
      return true;
    } catch {
      return false;
    }
  };
  return !takes('call_0') && takes('call00000');
}

/** The same conversation with such ids. They stay the same as it goes on, so that what was read of it can be reused. */
export function shortenIds(messages: readonly Message[]): Message[] {
  const shortened = new Map<string, string>();
  const short = (id: string): string => {
    if (fits.test(id)) return id;
    const known = shortened.get(id) ?? `call${String(shortened.size).padStart(5, '0')}`;
    shortened.set(id, known);
    return known;
  };
  return messages.map((message) => {
    if (message.role === 'tool') return { ...message, toolCallId: short(message.toolCallId) };
    if (message.role !== 'assistant' || message.toolCalls === undefined) return message;
    return { ...message, toolCalls: message.toolCalls.map((call) => ({ ...call, id: short(call.id) })) };
  });
}
