import type { Schemas } from '../api/client.ts';
import type { NewMessages } from './change-history.ts';
import type { StoredMessage } from './conversation-item.ts';

type Message = Schemas['Message'];

/** The history with another message in place of one, or (`undefined`) without it; what follows stays. */
export function withMessageAt(
  messages: readonly StoredMessage[],
  index: number,
  replacement: Message | undefined,
): NewMessages {
  const following = messages.slice(index + 1).map(asNew);
  return {
    after: messages[index - 1]?.id ?? null,
    messages: replacement === undefined ? following : [replacement, ...following],
  };
}

/** A stored message as one that is to be stored, without its place. */
function asNew({ id: _id, parent_id: _parent, created_at: _created, ...message }: StoredMessage): Message {
  return message;
}

/** A message with other words; its calls of tools, its thoughts and its images stay. */
export function withContent(message: StoredMessage, content: string): Message {
  const plain = asNew(message);
  if (plain.role !== 'user' || typeof plain.content === 'string') return { ...plain, content };
  const images = plain.content.filter(({ type }) => type !== 'text');
  return { ...plain, content: [{ type: 'text', text: content }, ...images] };
}
