import { textOf, type Message } from '@tuneloop/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitMessages } from './fit-messages.ts';

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const system: Message = { role: 'system', content: 'sss' };
const call: Message = { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] };
const result: Message = { role: 'tool', toolCallId: 'c', content: 'rrrr' };

const lengthOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, { content }) => sum + textOf(content).length, 0);

async function fit(messages: Message[], budget: number): Promise<{ fitted: Message[]; counts: number }> {
  let counts = 0;
  const count = async (some: Message[]): Promise<number> => {
    counts += 1;
    return lengthOf(some);
  };
  return { fitted: await fitMessages(messages, { budget, count }), counts };
}

describe('a history that is too long', () => {
  const history = [system, user('11'), assistant('22'), user('33'), call, result, assistant('44'), user('55')];

  test.each([
    [100, history],
    [17, history],
    [16, [system, ...history.slice(3)]],
    [13, [system, ...history.slice(3)]],
    [12, [system, user('55')]],
    [5, [system, user('55')]],
    [0, [system, user('55')]],
  ])('with a budget of %d loses its oldest turns, never half an exchange', async (budget, expected) => {
    expect((await fit(history, budget)).fitted).toEqual(expected);
  });

  test('in the middle of a turn with tools keeps the whole turn', async () => {
    const turn = [user('now'), call, result];
    expect((await fit([user('old'), assistant('older'), ...turn], 3)).fitted).toEqual(turn);
  });

  test('keeps questions without an answer together', async () => {
    const tail = [user('a'), user('b')];
    expect((await fit([user('old'), assistant('older'), ...tail], 2)).fitted).toEqual(tail);
  });

  test('of a thousand turns is counted a dozen times', async () => {
    const long = Array.from({ length: 1000 }, (_, index) => [user(`q${index}`), assistant(`a${index}`)]).flat();
    expect((await fit([...long, user('now')], 500)).counts).toBeLessThan(13);
  });
});

test('whatever the history: the system prompt and the last turn stay, the rest is a suffix of whole turns that fits', async () => {
  const turn = fc
    .tuple(fc.string({ minLength: 1, maxLength: 5 }), fc.boolean(), fc.string({ maxLength: 5 }))
    .map(([question, hasTool, answer]) => [user(question), ...(hasTool ? [call, result] : []), assistant(answer)]);
  const property = fc.asyncProperty(
    fc.array(turn, { maxLength: 8 }),
    fc.string({ maxLength: 5 }),
    fc.nat(80),
    async (turns, question, budget) => {
      const last = user(question);
      const { fitted } = await fit([system, ...turns.flat(), last], budget);
      const dropped = turns.findIndex(
        (_, index) => fitted.length === [system, ...turns.slice(index).flat(), last].length,
      );
      const kept = dropped === -1 ? [] : turns.slice(dropped);
      expect(fitted).toEqual([system, ...kept.flat(), last]);
      if (kept.length > 0) expect(lengthOf(fitted)).toBeLessThanOrEqual(budget);
      const more = turns.slice(turns.length - kept.length - 1);
      if (more.length > kept.length) expect(lengthOf([system, ...more.flat(), last])).toBeGreaterThan(budget);
    },
  );
  await fc.assert(property, { numRuns: 200 });
});
