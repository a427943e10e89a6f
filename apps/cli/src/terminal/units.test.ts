import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration } from './units.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 KB'],
  [98_400_000, '98.4 MB'],
  [999_960_000, '1.0 GB'],
  [5_030_000_000, '5.0 GB'],
  [120_000_000_000, '120 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [8192, '8,192'],
  [1_540_000, '1.5M'],
  [134_515_008, '135M'],
  [8_000_000_000, '8B'],
  [8_190_735_360, '8.2B'],
])('%d is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [84.6, '85 ms'],
  [2400, '2.4 s'],
  [99_960, '1 min 40 s'],
  [200_000, '3 min 20 s'],
])('%d ms are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
