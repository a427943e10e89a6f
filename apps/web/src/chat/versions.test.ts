import { expect, test } from 'vitest';
import { versionsOf, type TreeMessage } from './versions.ts';

const message = (id: string, parent: string | null, role: string, content: string): TreeMessage => {
  return { id, parent_id: parent, role, content };
};

const tree = [
  message('q1', null, 'user', 'one'),
  message('a1', 'q1', 'assistant', 'first'),
  message('q2', 'a1', 'user', 'two'),
  message('a2', 'q2', 'assistant', 'second'),
  // Asked again, then otherwise.
  message('q1b', null, 'user', 'one'),
  message('a1b', 'q1b', 'assistant', 'first again'),
  message('q1c', null, 'user', 'other'),
  message('a1c', 'q1c', 'assistant', 'third'),
  // Back in the first, which goes on.
  message('q3', 'a2', 'user', 'three'),
];

test('questions in place of one another and answers to the same one are told apart', () => {
  const first = versionsOf(tree, 'q3');
  expect(first.answers).toEqual(new Map([['q1', { place: 1, count: 2, before: undefined, after: 'a1b' }]]));
  expect(first.questions).toEqual(new Map([['q1', { place: 1, count: 2, before: undefined, after: 'a1c' }]]));
  const again = versionsOf(tree, 'a1b');
  expect(again.answers.get('q1b')).toEqual({ place: 2, count: 2, before: 'q3', after: undefined });
  expect(again.questions.get('q1b')).toEqual({ place: 1, count: 2, before: undefined, after: 'a1c' });
  const other = versionsOf(tree, 'a1c');
  expect(other.questions.get('q1c')).toEqual({ place: 2, count: 2, before: 'a1b', after: undefined });
  expect(other.answers.size).toBe(0);
});

test('a history without others has no versions', () => {
  const plain = tree.slice(0, 4);
  expect(versionsOf(plain, 'a2')).toEqual({ questions: new Map(), answers: new Map() });
  expect(versionsOf([], null)).toEqual({ questions: new Map(), answers: new Map() });
});
