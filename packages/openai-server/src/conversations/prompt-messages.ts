import type { ContentPart, Message, UserMessage } from '@tuneloop/protocol';

/**
 * What the model is given of a history: the system prompt first, and questions that follow each other without an answer
 * between (which was cancelled, or lost with the server) as one, since many chat templates want roles to alternate.
 */
export function promptMessages(system: string | undefined, history: readonly Message[]): Message[] {
  const messages: Message[] = system === undefined || system === '' ? [] : [{ role: 'system', content: system }];
  for (const message of history) {
    const last = messages.at(-1);
    if (message.role === 'user' && last?.role === 'user') messages[messages.length - 1] = join(last, message);
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
