import { expect, it } from 'vitest';
import { lookUp } from './prompt-lookup.ts';

const options = { minNgram: 2, maxNgram: 3 };

it('guesses what followed the same tokens before', () => {
  expect(lookUp([1, 2, 3, 4, 5, 2, 3], 2, options)).toEqual([4, 5]);
  expect(lookUp([1, 2, 3, 4, 5, 2, 3], 10, options)).toEqual([4, 5, 2, 3]);
});

it('prefers the longer match, then the later one', () => {
  expect(lookUp([7, 1, 2, 8, 5, 1, 2, 9, 7, 1, 2], 1, options)).toEqual([8]);
  expect(lookUp([1, 2, 8, 1, 2, 9, 3, 1, 2], 1, options)).toEqual([9]);
});

it('guesses nothing where nothing is repeated', () => {
  expect(lookUp([1, 2, 3, 4], 4, options)).toEqual([]);
  expect(lookUp([1], 4, options)).toEqual([]);
  expect(lookUp([3, 1, 3], 4, options)).toEqual([]);
});
