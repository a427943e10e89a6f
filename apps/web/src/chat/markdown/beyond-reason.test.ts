import { expect, test } from 'vitest';
import { isBeyondReason } from './beyond-reason.ts';

test.each([
  ['>'.repeat(10_000)],
  ['> '.repeat(30)],
  ['- '.repeat(30)],
  ['1. '.repeat(30)],
  ['['.repeat(10_000)],
  ['!['.repeat(100)],
  [`${'*'.repeat(5000)}a${'*'.repeat(5000)}`],
  ['*a **a '.repeat(1000)],
  ['<a '.repeat(5000)],
  ['a'.repeat(1_000_000)],
])('%.20s…', (block) => {
  expect(isBeyondReason(block)).toBe(true);
});

test.each([
  ['A **bold** [link](https://a.b) and `code`.\n'.repeat(100)],
  ['> > > quote\n'.repeat(100)],
  [`- a\n  - b\n    - c\n`.repeat(100)],
  ['-'.repeat(200)],
  ['* * * * * * * * * * * * * * * * * * * *'],
])('%.20s… is fine', (block) => {
  expect(isBeyondReason(block)).toBe(false);
});
