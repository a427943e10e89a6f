import { expect, test } from 'vitest';
import { choicesBetween, eloOf, evidenceOf, wordOf } from './evidence.ts';
import type { Contestant } from './statistics.ts';

function contestant(name: string, contests: number, [low, high]: [number, number]): Contestant {
  const win_rate = { share: 0.5, low: 0.4, high: 0.6 };
  const strength = (low + high) / 2;
  const counts = { contests, wins: contests, ties: 0, both_bad: 0 };
  return { name, model: name, adapters: [], strength, low, high, elo: eloOf(strength), ...counts, win_rate };
}

test.each([
  [[], { kind: 'one' }],
  [[contestant('a', 0, [0, 0])], { kind: 'one' }],
  [[contestant('a', 4, [1, 3]), contestant('b', 4, [-3, -1])], { kind: 'few', count: 4 }],
  [[contestant('a', 40, [0, 1]), contestant('b', 40, [-1, 0.2])], { kind: 'open', leader: 'a', other: 'b' }],
  [[contestant('a', 40, [0.5, 1]), contestant('b', 40, [-1, 0.2])], { kind: 'clear', leader: 'a', other: 'b' }],
])('the evidence of %# is weighed', (contestants, evidence) => {
  expect(evidenceOf(contestants)).toEqual(evidence);
});

test('a choice counts for both of its models', () => {
  expect(choicesBetween([contestant('a', 3, [0, 1]), contestant('b', 2, [0, 1]), contestant('c', 1, [0, 1])])).toBe(3);
});

test('ten to one are 400 points', () => {
  expect(eloOf(Math.log(10))).toBeCloseTo(1400);
  expect(eloOf(0)).toBe(1000);
});

test.each([
  [1, 'high'],
  [0.7, 'fair'],
  [0.3, 'low'],
  [-0.2, 'none'],
])('an agreement of %d is %s', (alpha, word) => {
  expect(wordOf(alpha)).toBe(word);
});
