import { expect, test } from 'vitest';
import { toHistogram } from './length-histogram.ts';

test('lengths are counted by powers of two', () => {
  const histogram = toHistogram(
    [
      [14, 90],
      [35, 9],
      [300, 1],
    ],
    256,
  );
  expect(histogram).toEqual({
    rows: 100,
    mean: (14 * 90 + 35 * 9 + 300) / 100,
    median: 14,
    percentile95: 35,
    longest: 300,
    cut: 1,
    bins: [
      { from: 8, to: 15, rows: 90 },
      { from: 16, to: 31, rows: 0 },
      { from: 32, to: 63, rows: 9 },
      { from: 64, to: 127, rows: 0 },
      { from: 128, to: 255, rows: 0 },
      { from: 256, to: 511, rows: 1 },
    ],
  });
});

test('no rows have no lengths', () => {
  expect(toHistogram([], 10)).toMatchObject({ rows: 0, mean: 0, median: 0, longest: 0, bins: [] });
});
