import { expect, test } from 'vitest';
import { formatCount, formatDuration, formatFigure } from './format-figures.ts';

test('figures are short', () => {
  expect([135_000_000, 1234, 12].map(formatCount)).toEqual(['135M', '1.23K', '12']);
  expect([1.23456, 0.5, 0.0002, 0, -0.4567].map(formatFigure)).toEqual(['1.23', '0.5', '2.0e-4', '0', '-0.457']);
  expect([0.4, 59, 60, 200, 3600, 7500].map(formatDuration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
  ]);
});
