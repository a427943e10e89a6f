import type { Message } from '@tuneloop/protocol';
import type { IncomingMessage } from './decode-message.ts';

export interface IdentifiedMessage {
  id: string | undefined;
  message: Message;
}

/** How a history becomes another: so many stay, and what follows them. */
export interface MessagesChange {
  kept: number;
  added: IdentifiedMessage[];
}

/**
 * What LangGraph's `add_messages` makes of a history: a message with a known id takes that one's place, `remove` takes one
 * away, anything else comes behind. System messages are left out, which are a setting of the conversation here.
 */
export function addMessages(
  history: readonly { id: string; message: Message }[],
  incoming: readonly IncomingMessage[],
): MessagesChange {
  let next: IdentifiedMessage[] = [...history];
  for (const item of incoming) {
    if (item.type === 'remove') {
      next = item.id === '__remove_all__' ? [] : next.filter(({ id }) => id !== item.id);
      continue;
    }
    if (item.message.role === 'system') continue;
    const place = item.id === undefined ? -1 : next.findIndex(({ id }) => id === item.id);
    if (place === -1) next.push({ id: item.id, message: item.message });
    // The same again is no change, so that clients may send their whole history.
    else if (!isSame(next[place]!.message, item.message)) next[place] = { id: item.id, message: item.message };
  }
  const kept = next.findIndex((entry, index) => entry !== history[index]);
  if (kept === -1) return { kept: next.length, added: [] };
  return { kept, added: next.slice(kept) };
}

function isSame(one: Message, other: Message): boolean {
  return one.role === other.role && JSON.stringify(one.content) === JSON.stringify(other.content);
}
