import { expect, test } from 'vitest';
import { queueAction } from './queue-keys.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false };
const answer = { isField: false, isButton: false };
const field = { isField: true, isButton: false };
const button = { isField: false, isButton: true };

test.each([
  ['g', answer, { type: 'thumb', thumb: 'up' }],
  ['B', button, { type: 'thumb', thumb: 'down' }],
  ['4', answer, { type: 'score', score: 4 }],
  ['6', answer, undefined],
  ['Enter', answer, { type: 'save' }],
  ['Enter', button, undefined],
  ['g', field, undefined],
  ['Enter', field, undefined],
  ['Escape', field, { type: 'leave' }],
  ['Escape', answer, undefined],
])('%s in %j asks for %j', (key, place, action) => {
  expect(queueAction({ ...none, key }, place)).toEqual(action);
});

test('with Ctrl it is the browser that is meant, but for Enter, which saves from anywhere', () => {
  expect(queueAction({ ...none, ctrlKey: true, key: 'c' }, answer)).toBeUndefined();
  expect(queueAction({ ...none, ctrlKey: true, key: 'Enter' }, field)).toEqual({ type: 'save' });
});
