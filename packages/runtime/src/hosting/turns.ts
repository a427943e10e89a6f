import type { AssistantMessage, ContentPart, Message, TextPart, UserMessage } from '@tuneloop/protocol';

/**
 * Whether user and assistant have to take turns in a chat template; found out by trying.
 *
 * @param render throws when the template refuses.
 */
export function insistsOnTurns(render: (messages: Message[]) => string): boolean {
  const takes = (...roles: ('user' | 'assistant')[]): boolean => {
    try {
      render(roles.map((role) => ({ role, content: 'hi' })));
      return true;
    } catch {
      return false;
    }
  };
  return !takes('user', 'user') && takes('user', 'assistant', 'user');
}

/** The same conversation with what one side says in a row as one message. */
export function joinTurns(messages: readonly Message[]): Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    const both = last && joinedMessage(last, message);
    if (both === undefined) joined.push(message);
    else joined[joined.length - 1] = both;
  }
  return joined;
}

function joinedMessage(first: Message, second: Message): UserMessage | AssistantMessage | undefined {
  if (first.role === 'user' && second.role === 'user') {
    return { ...first, content: joinedContent<ContentPart>(first.content, second.content) };
  }
  if (first.role !== 'assistant' || second.role !== 'assistant' || first.toolCalls?.length) return undefined;
  return { ...second, content: joinedContent<TextPart>(first.content, second.content) };
}

function joinedContent<Part extends ContentPart>(first: string | Part[], second: string | Part[]): string | Part[] {
  if (typeof first === 'string' && typeof second === 'string') return [first, second].filter(Boolean).join('\n\n');
  const gap = { type: 'text', text: '\n\n' } as Part;
  return [...partsOf(first), gap, ...partsOf(second)];
}

function partsOf<Part extends ContentPart>(content: string | Part[]): Part[] {
  return typeof content === 'string' ? [{ type: 'text', text: content } as Part] : content;
}
