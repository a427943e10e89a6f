import { expect, it } from 'vitest';
import { DraftPace } from './draft-pace.ts';

it('guesses less after misses, rests after many, and tries again', () => {
  const pace = new DraftPace(8);
  const counts: number[] = [];
  for (let i = 0; i < 5; i++) {
    const count = pace.next();
    counts.push(count);
    pace.record(count, 0);
  }
  expect(counts).toEqual([8, 4, 2, 1, 0]);
  for (let i = 0; i < 15; i++) expect(pace.next()).toBe(0);
  expect(pace.next()).toBe(1);
});

it('guesses more again when all is right, up to the most', () => {
  const pace = new DraftPace(8);
  pace.record(8, 2);
  expect(pace.next()).toBe(3);
  pace.record(3, 3);
  expect(pace.next()).toBe(6);
  pace.record(6, 6);
  expect(pace.next()).toBe(8);
});
