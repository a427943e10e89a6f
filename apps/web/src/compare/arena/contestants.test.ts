import { expect, test } from 'vitest';
import { anyModel, chosenContestants, drawContestants, namesToChoose } from './contestants.ts';

const models = ['red', 'green', 'blue'];
const low = (): number => 0;
const high = (): number => 0.999;

test.each([
  [{ first: 'red', second: 'blue' }, low, ['red', 'blue']],
  [{ first: 'red', second: 'red' }, low, ['red', 'red']],
  [{ first: anyModel, second: 'red' }, low, ['green', 'red']],
  [{ first: 'blue', second: anyModel }, high, ['blue', 'green']],
  [{ first: anyModel, second: anyModel }, low, ['red', 'green']],
  [{ first: anyModel, second: anyModel }, high, ['blue', 'green']],
])('of %j are drawn', (chosen, random, drawn) => {
  expect(drawContestants(chosen, models, random)).toEqual(drawn);
});

test('the only model meets itself', () => {
  expect(drawContestants({ first: anyModel, second: anyModel }, ['red'])).toEqual(['red', 'red']);
});

test.each([
  [{}, models, { first: 'red', second: 'green' }],
  [{}, ['red'], { first: 'red', second: 'red' }],
  [{ first: 'blue', second: anyModel }, models, { first: 'blue', second: anyModel }],
  [{ first: 'later', second: 'red' }, models, { first: 'later', second: 'red' }],
  [{}, [], { first: anyModel, second: anyModel }],
])('%j of %j means %j', (chosen, known, expected) => {
  expect(chosenContestants(chosen, known)).toEqual(expected);
});

test('what is chosen can be chosen, listed or not', () => {
  expect(namesToChoose(models, { first: 'later', second: anyModel })).toEqual([...models, 'later']);
});
