import type { ContentPart, Message, UserMessage } from '@tuneloop/protocol';

/** In place of an answer that was lost after its tools had run. */
const interrupted: Message = { role: 'assistant', content: '[This answer was interrupted.]' };

/**
 * What the model is given of a history: the system prompt first, then roles that alternate, as many chat templates want
 * them. Questions that follow each other without an answer between, which failed or was lost with the server, are one; an
 * answer that was lost after its tools had run is said to be so.
 */
export function promptMessages(system: string | undefined, history: readonly Message[]): Message[] {
  const messages: Message[] = system === undefined || system === '' ? [] : [{ role: 'system', content: system }];
  for (const message of history) {
    const last = messages.at(-1);
    if (message.role === 'user' && last?.role === 'user') messages[messages.length - 1] = join(last, message);
    else if (message.role === 'user' && last?.role === 'tool') messages.push(interrupted, message);
    else messages.push(message);
  }
  return messages;
}

function join(one: UserMessage, other: UserMessage): UserMessage {
  if (typeof one.content === 'string' && typeof other.content === 'string') {
    return { ...one, content: `${one.content}\n\n${other.content}` };
  }
  return { ...one, content: [...partsOf(one), { type: 'text', text: '\n\n' }, ...partsOf(other)] };
}

function partsOf({ content }: UserMessage): ContentPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
