import type { Message } from '@tuneloop/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeHistory } from './merge-history.ts';

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const call: Message = {
  role: 'assistant',
  content: 'Let me look. ',
  toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }],
};
const result: Message = { role: 'tool', toolCallId: 'c', content: '{"status":"success"}' };

const system: Message = { role: 'system', content: 'Be brief.' };
const stored = [user('1'), assistant('2'), user('3'), call, result, assistant('4')];

describe('a client that sends', () => {
  test('new messages only: they are added', () => {
    expect(mergeHistory(stored, [user('5')])).toEqual({ kept: 6, added: [user('5')] });
    expect(mergeHistory([], [user('1')])).toEqual({ kept: 0, added: [user('1')] });
  });

  test('the words of the first question again: a question like any other', () => {
    expect(mergeHistory(stored, [user('1')])).toEqual({ kept: 6, added: [user('1')] });
  });

  test.each([
    ['the answers alone', [user('1'), assistant('2'), user('3'), assistant('4')]],
    ['answers as they were streamed', [user('1'), assistant('2'), user('3'), assistant('Let me look. 4')]],
    ['tool exchanges as well', stored],
    ['a system message in front', [system, ...stored]],
    ['white space trimmed', [user('1'), assistant('2 '), user(' 3'), assistant('4\n')]],
  ])('its whole history with %s: what is new is added once', (_, history) => {
    expect(mergeHistory(stored, [...history, user('5')])).toEqual({ kept: 6, added: [user('5')] });
    expect(mergeHistory(stored, history)).toEqual({ kept: 6, added: [] });
  });

  test('an edited history: it replaces from where they part', () => {
    const edited = [user('1'), assistant('2'), user('other'), assistant('o'), user('5')];
    expect(mergeHistory(stored, edited)).toEqual({ kept: 2, added: edited.slice(2) });
    expect(mergeHistory(stored, [user('x'), assistant('y'), user('z')])).toMatchObject({ kept: 0 });
  });

  test('a shorter history: it takes the conversation back', () => {
    expect(mergeHistory(stored, [user('1'), assistant('2'), user('3b')])).toEqual({ kept: 2, added: [user('3b')] });
    expect(mergeHistory(stored, [user('1'), assistant('2')])).toEqual({ kept: 2, added: [] });
  });

  test('a question again that got no answer: it is not there twice', () => {
    expect(mergeHistory([user('1')], [user('1')])).toEqual({ kept: 1, added: [] });
    expect(mergeHistory([...stored, user('5')], [user('5')])).toEqual({ kept: 7, added: [] });
    expect(mergeHistory([...stored, user('5'), user('6')], [user('5'), user('6')])).toEqual({ kept: 8, added: [] });
    expect(mergeHistory([...stored, user('5')], [user('6')])).toEqual({ kept: 7, added: [user('6')] });
  });

  test('images: they are told apart', () => {
    const image = (url: string): Message => ({
      role: 'user',
      content: [
        { type: 'text', text: 'This?' },
        { type: 'image', url },
      ],
    });
    const history = [image('data:a'), assistant('A cat.')];
    expect(mergeHistory(history, [...history, user('Sure?')])).toEqual({ kept: 2, added: [user('Sure?')] });
    expect(mergeHistory(history, [image('data:b'), assistant('A cat.'), user('Sure?')])).toMatchObject({ kept: 0 });
  });

  test('system messages: they are no part of the history', () => {
    expect(mergeHistory([], [system, user('1')])).toEqual({ kept: 0, added: [user('1')] });
    expect(mergeHistory(stored, [system, user('5')])).toEqual({ kept: 6, added: [user('5')] });
  });
});

test('whatever a client sends of what, the history is what it has seen', () => {
  const turn = fc.record({
    question: fc.constantFrom('a', 'b', 'c'),
    sends: fc.constantFrom('new', 'whole', 'whole with tools'),
    usesTool: fc.boolean(),
    isRetried: fc.boolean(),
  });
  const property = fc.property(fc.array(turn, { maxLength: 12 }), (turns) => {
    let kept: Message[] = [];
    let seen: Message[] = [];
    for (const { question, sends, usesTool, isRetried } of turns) {
      const said = [...seen, user(question)];
      const sent = { new: [user(question)], whole: said, 'whole with tools': [...kept, user(question)] }[sends];
      for (let attempt = 0; attempt < (isRetried ? 2 : 1); attempt += 1) {
        const { kept: count, added } = mergeHistory(kept, sent);
        kept = [...kept.slice(0, count), ...added];
        expect(kept.at(-1)).toEqual(user(question));
      }
      const answer = assistant(`answer ${seen.length}`);
      kept = [...kept, ...(usesTool ? [call, result] : []), answer];
      seen = [...said, answer];
      expect(kept.filter(({ role, content }) => role !== 'tool' && content !== call.content)).toEqual(seen);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
