import type { Message } from '@tuneloop/protocol';

export interface FitOptions {
  /** Tokens that the messages may take. */
  budget: number;
  /** Tokens that the model would read. */
  count: (messages: Message[]) => Promise<number>;
}

/**
 * The messages, without as many of the oldest turns as it takes for the rest to fit. A turn is what the user says with all
 * that follows until they speak again, tool exchanges included: none is cut. System messages stay, and so does the last
 * turn, even where it alone is too long, which the engine will say.
 */
export async function fitMessages(messages: readonly Message[], { budget, count }: FitOptions): Promise<Message[]> {
  const begins = turnBegins(messages);
  const without = (turns: number): Message[] => {
    const begin = turns === 0 ? 0 : begins[turns]!;
    return messages.filter((message, index) => index >= begin || isSystem(message));
  };
  const whole = without(0);
  if (begins.length <= 1 || (await count(whole)) <= budget) return whole;
  // Fewer turns take fewer tokens: halve the range between too long and the least that can be sent.
  let tooLong = 0;
  let dropped = begins.length - 1;
  while (dropped - tooLong > 1) {
    const middle = Math.floor((tooLong + dropped) / 2);
    if ((await count(without(middle))) <= budget) dropped = middle;
    else tooLong = middle;
  }
  return without(dropped);
}

/** Where turns begin: at the first message, and where a user speaks after somebody else. */
function turnBegins(messages: readonly Message[]): number[] {
  const said = [...messages.entries()].filter(([, message]) => !isSystem(message));
  return said.flatMap(([index, { role }], place) => {
    const isUserAfterOther = role === 'user' && said[place - 1]?.[1].role !== 'user';
    return place === 0 || isUserAfterOther ? [index] : [];
  });
}

function isSystem({ role }: Message): boolean {
  return role === 'system' || role === 'developer';
}
