import { expect, it } from 'vitest';
import { normalised, pool } from './pool.ts';
import type { Pooling } from './sentence-modules.ts';

// Two texts of three tokens in two dimensions; the second has a token of padding.
const data = Float32Array.of(9, 9, 9, 9, 9, 9, /* */ 3, 0, 0, 4, 100, 100);
const second = { data, offset: 6, tokens: 2, dimensions: 2 };

it.each<[Pooling, number[]]>([
  [['cls'], [1, 0]],
  [['last'], [0, 1]],
  [['mean'], [3 / 5, 4 / 5]],
  [['mean-sqrt'], [3 / 5, 4 / 5]],
  [['max'], [3 / 5, 4 / 5]],
  [['weighted-mean'], [3 / Math.sqrt(73), 8 / Math.sqrt(73)]],
  [['cls', 'mean'], [3, 0, 1.5, 2].map((value) => value / Math.hypot(3, 1.5, 2))],
])('%j of the tokens that are no padding, normalised', (pooling, expected) => {
  const vector = pool(second, pooling);
  expect(vector).toHaveLength(expected.length);
  for (const [place, value] of expected.entries()) expect(vector[place]).toBeCloseTo(value, 6);
});

it('leaves a vector of zeros as it is', () => {
  expect(normalised(Float32Array.of(0, 0))).toEqual(Float32Array.of(0, 0));
});
