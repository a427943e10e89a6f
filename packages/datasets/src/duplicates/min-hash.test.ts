import { expect, it } from 'vitest';
import { chooseBanding } from './bands.ts';
import { Signatures } from './min-hash.ts';
import { mixed, shingleHashes } from './shingles.ts';

it('estimates how much two sets have in common', () => {
  const signatures = new Signatures(256, 1);
  const set = (from: number, to: number): Int32Array =>
    Int32Array.from({ length: to - from }, (_, index) => mixed(from + index));
  const base = signatures.add([set(0, 1000)]);
  for (const shared of [0, 250, 500, 800, 950, 1000]) {
    const other = signatures.add([set(1000 - shared, 2000 - shared)]);
    const jaccard = shared / (2000 - shared);
    // Four standard errors.
    const error = 4 * Math.sqrt((jaccard * (1 - jaccard)) / 256);
    expect(Math.abs(signatures.similarity(base, other) - jaccard)).toBeLessThanOrEqual(error);
  }
});

it('keeps signatures apart over many blocks', () => {
  const signatures = new Signatures(16, 1);
  for (let row = 0; row < 9000; row++) signatures.add([Int32Array.of(mixed(row))]);
  expect(signatures.count).toBe(9000);
  expect(signatures.similarity(0, 8999)).toBe(0);
  expect(signatures.similarity(4096, signatures.add([Int32Array.of(mixed(4096))]))).toBe(1);
});

it('makes shingles of words, and of characters where there are no spaces', () => {
  expect(shingleHashes('a b c d', 3)).toHaveLength(2);
  expect(shingleHashes('a, b. c! d?', 3)).toEqual(shingleHashes('a b c d', 3));
  expect(shingleHashes('a b', 3)).toHaveLength(1);
  expect(shingleHashes('!?', 3)).toHaveLength(0);
  expect(shingleHashes('今日は', 1)).toHaveLength(3);
  expect(shingleHashes('über größe', 1)).toHaveLength(2);
  expect(shingleHashes('a b c', 2, 'chosen')).not.toEqual(shingleHashes('a b c', 2, 'rejected'));
  expect(shingleHashes('a b c', 2)).not.toEqual(shingleHashes('c b a', 2));
});

it.each([
  [0.8, 128],
  [0.5, 128],
  [0.95, 256],
  [0.1, 16],
])('cuts signatures so that pairs at %f meet', (threshold, permutations) => {
  const { bands, rows } = chooseBanding(threshold, permutations);
  expect(bands * rows).toBeLessThanOrEqual(permutations);
  if (rows > 1) expect(1 - (1 - threshold ** rows) ** bands).toBeGreaterThanOrEqual(0.98);
});
