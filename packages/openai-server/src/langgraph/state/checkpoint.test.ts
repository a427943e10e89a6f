import type { Conversation, ConversationMessage, Message } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { checkpointsOf } from './checkpoint.ts';

const createdAt = '2026-01-01T00:00:00.000Z';
const conversation = (head: string | undefined): Conversation => {
  return { id: 'c', tools: true, createdAt, updatedAt: createdAt, head };
};

const entry = (id: string, parent: string | undefined, message: Message): ConversationMessage => {
  return { id, parent, createdAt, message };
};

const user = (content: string): Message => ({ role: 'user', content });
const result = (toolCallId: string): Message => ({ role: 'tool', toolCallId, content: '' });

test('there is one before the first message, and one for the results of an answer together', () => {
  const toolCalls = ['1', '2'].map((id) => ({ id, name: 'look', arguments: '' }));
  const tree = [
    entry('u', undefined, user('?')),
    entry('a', 'u', { role: 'assistant', content: '', toolCalls }),
    entry('t1', 'a', result('1')),
    entry('t2', 't1', result('2')),
    entry('z', 't2', { role: 'assistant', content: 'Ah.' }),
  ];
  const { all, head } = checkpointsOf(conversation('z'), tree);
  expect(all.map(({ message }) => message)).toEqual(['z', 't2', 'a', 'u', undefined]);
  expect(all.map(({ parent }) => parent?.message)).toEqual(['t2', 'a', 'u', undefined, undefined]);
  expect(head.history.map(({ id }) => id)).toEqual(['u', 'a', 't1', 't2', 'z']);
  expect(checkpointsOf(conversation('z'), tree).all.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  for (const { id } of all) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
});

test('branches have the checkpoint in common that they part from', () => {
  const tree = [entry('a', undefined, user('1')), entry('b', 'a', user('2')), entry('c', 'a', user('3'))];
  const { all, head } = checkpointsOf(conversation('b'), tree);
  expect(head.message).toBe('b');
  const [b, c] = ['b', 'c'].map((id) => all.find(({ message }) => message === id)!);
  expect(b!.parent).toBe(c!.parent);
});

test('a long conversation costs no more than its length', () => {
  const tree = Array.from({ length: 20_000 }, (_, index) =>
    entry(`m${index}`, index === 0 ? undefined : `m${index - 1}`, user(String(index))),
  );
  const { all, head } = checkpointsOf(conversation('m19999'), tree);
  expect(all).toHaveLength(20_001);
  expect(head.history).toHaveLength(20_000);
});
