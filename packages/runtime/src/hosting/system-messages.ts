import { textOf, type Message } from '@tuneloop/protocol';

/** Where a chat template takes system messages: anywhere, one at the beginning, or nowhere. */
export type SystemPlacement = 'anywhere' | 'first' | 'none';

/**
 * Finds out by trying: some templates refuse what they don't take, others leave it out of the prompt.
 *
 * @param render throws when the template refuses.
 */
export function systemPlacement(render: (messages: Message[]) => string): SystemPlacement {
  const one: Message[] = [
    { role: 'system', content: 'system-one' },
    { role: 'user', content: 'user-one' },
  ];
  const later: Message[] = [
    ...one,
    { role: 'assistant', content: 'assistant-one' },
    { role: 'system', content: 'system-two' },
    { role: 'user', content: 'user-two' },
  ];
  const together: Message[] = [{ role: 'system', content: 'system-two' }, ...one];
  const keeps = (messages: Message[]): boolean => {
    try {
      const text = render(messages);
      return messages.every(({ role, content }) => role === 'assistant' || text.includes(textOf(content)));
    } catch {
      return false;
    }
  };
  if (!keeps(one)) return 'none';
  return keeps(later) && keeps(together) ? 'anywhere' : 'first';
}

/** The same conversation for a template of this kind: what it doesn't take is joined to what it does. */
export function placeSystemMessages(messages: readonly Message[], placement: SystemPlacement): Message[] {
  const isSystem = ({ role }: Message): boolean => role === 'system' || role === 'developer';
  const systems = messages.filter(isSystem);
  const [first, ...others] = systems;
  const fits = first === undefined || (placement === 'first' && others.length === 0 && messages[0] === first);
  if (placement === 'anywhere' || fits) return [...messages];
  const rest = messages.filter((message) => !isSystem(message));
  const text = systems.map(({ content }) => textOf(content)).join('\n\n');
  if (placement === 'first') return [{ role: 'system', content: text }, ...rest];
  const [opening, ...following] = rest;
  if (opening?.role !== 'user') return [{ role: 'user', content: text }, ...rest];
  return [{ ...opening, content: `${text}\n\n${textOf(opening.content)}` }, ...following];
}
