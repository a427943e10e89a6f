import { expect, test } from 'vitest';
import { changedFilters, hasFilters, readFilters, whereOf } from './filters.ts';

test('an address gives filters, and what cannot be one is left out', () => {
  expect(
    readFilters({ text: 42, model: ' m ', rating: 'up', min_score: '3.5', failed: true, tag: '', colour: 'red' }),
  ).toEqual({ text: '42', model: 'm', rating: 'up', min_score: 3.5, failed: 'true' });
  expect(readFilters({ rating: 'good', min_score: 9, failed: 'maybe', model: {} })).toEqual({});
});

test('a change replaces one, and takes one away', () => {
  const filters = changedFilters({ model: 'm', tag: 't' }, { tag: undefined, rating: 'any' });
  expect(filters).toEqual({ model: 'm', rating: 'any' });
  expect([hasFilters(filters), hasFilters(changedFilters(filters, { model: '', rating: undefined }))]).toEqual([
    true,
    false,
  ]);
});

test('exports take failed as a fact', () => {
  expect(whereOf({ model: 'm', failed: 'false' })).toEqual({ model: 'm', failed: false });
  expect(whereOf({ model: 'm' })).toEqual({ model: 'm' });
});
