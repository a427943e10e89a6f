import { expect, test } from 'vitest';
import type { Schemas } from '../api/client.ts';
import { judgementOf } from './judgement.ts';

function rating(author: string, more: Partial<Schemas['Rating']>): Schemas['Rating'] {
  return {
    id: 'r',
    object: 'rating',
    interaction_id: 'i',
    created_at: 0,
    author,
    source: 'web',
    thumb: null,
    score: null,
    comment: null,
    tags: null,
    correction: null,
    steps: null,
    withdrawn: [],
    ...more,
  };
}

test('the last word of each author counts, and what was taken back does not', () => {
  expect(
    judgementOf([
      rating('ada', { thumb: 'down', score: 2, tags: ['wrong'] }),
      rating('bob', { thumb: 'up', score: 5, correction: 'Better.' }),
      rating('ada', { thumb: 'up' }),
      rating('bob', { withdrawn: ['correction'], tags: ['short', 'wrong'] }),
    ]),
  ).toEqual({ up: 2, down: 0, score: 3.5, corrected: false, tags: ['wrong', 'short'] });
  expect(judgementOf([])).toEqual({ up: 0, down: 0, score: undefined, corrected: false, tags: [] });
});
