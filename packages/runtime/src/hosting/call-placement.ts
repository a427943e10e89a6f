import type { AssistantMessage, Message, ToolMessage } from '@tuneloop/protocol';

/** How a chat template takes calls that were made: any number in a message, one in a message, or not at all. */
export type CallPlacement = 'together' | 'apart' | 'none';

/**
 * Finds out by trying: some templates refuse or drop a second call, others leave out all of them.
 *
 * @param render throws when the template refuses.
 */
export function callPlacement(render: (messages: Message[]) => string): CallPlacement {
  const keeps = (...names: string[]): boolean | undefined => {
    const toolCalls = names.map((name, index) => ({ id: `call0000${index}`, name, arguments: '{}' }));
    const results: Message[] = toolCalls.map(({ id }) => ({ role: 'tool', toolCallId: id, content: 'done' }));
    try {
      const text = render([{ role: 'user', content: 'hi' }, { role: 'assistant', content: '', toolCalls }, ...results]);
      return names.every((name) => text.includes(name));
    } catch {
      return undefined;
    }
  };
  if (keeps('first-tool') === false) return 'none';
  // A template that refuses both may want something else that the real conversation has.
  return keeps('first-tool', 'second-tool') || keeps('first-tool') === undefined ? 'together' : 'apart';
}

/** The same conversation with one call in each message, its result behind it. */
export function setCallsApart(messages: readonly Message[]): Message[] {
  const apart: Message[] = [];
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at]!;
    if (message.role !== 'assistant' || (message.toolCalls?.length ?? 0) < 2) {
      apart.push(message);
      continue;
    }
    const results: ToolMessage[] = [];
    for (let next = messages[at + 1]; next?.role === 'tool'; next = messages[at + 1]) {
      results.push(next);
      at += 1;
    }
    apart.push(...callsApart(message, results));
  }
  return apart;
}

function callsApart({ toolCalls = [], ...message }: AssistantMessage, results: readonly ToolMessage[]): Message[] {
  const known = new Set(toolCalls.map(({ id }) => id));
  const calls = toolCalls.flatMap((call, index) => [
    { ...(index === 0 ? message : { role: 'assistant' as const, content: '' }), toolCalls: [call] },
    ...results.filter(({ toolCallId }) => toolCallId === call.id),
  ]);
  return [...calls, ...results.filter(({ toolCallId }) => !known.has(toolCallId))];
}
