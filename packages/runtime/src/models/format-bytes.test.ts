import { expect, it } from 'vitest';
import { formatBytes } from './format-bytes.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [98_362_432, '98.4 MB'],
  [999_990_000, '1.0 GB'],
  [5_027_783_488, '5.0 GB'],
])('formats %d as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
