import { expect, test } from 'vitest';
import { compileGlob } from './glob.ts';

test.each([
  ['*', 'a.txt', true],
  ['*', '', true],
  ['*.txt', 'a.txt', true],
  ['*.txt', 'a.txt.bak', false],
  ['*.txt', 'd/a.txt', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['?', '😀', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[^a-c]x', 'dx', true],
  ['[]]', ']', true],
  ['[abc', '[abc', true],
  [String.raw`\*`, '*', true],
  [String.raw`\*`, 'a', false],
  ['*.{ts,tsx}', 'a.tsx', true],
  ['{a,{b,c}}d', 'cd', true],
  ['{a}', '{a}', true],
  ['{a,b', '{a,b', true],
  ['{,x}y', 'y', true],
  ['src/**/*.ts', 'src/a.ts', true],
  ['src/**/*.ts', 'src/a/b/c.ts', true],
  ['src/**/*.ts', 'lib/a.ts', false],
  ['**', 'a/b/c', true],
  ['**/x/**/y', 'a/x/b/x/c/y', true],
  ['a/*/c', 'a/b/b/c', false],
  ['*a*b*c*', 'xxaxxbxxcxx', true],
  ['A.TXT', 'a.txt', false],
])('%s against %s: %s', (pattern, path, expected) => {
  expect(compileGlob(pattern)(path)).toBe(expected);
});

test('case can be ignored', () => {
  expect(compileGlob('*.PEM', { ignoreCase: true })('Key.pEm')).toBe(true);
});

test('no pattern takes long', () => {
  const start = performance.now();
  const name = 'a'.repeat(255);
  const path = Array.from({ length: 1000 }, () => 'a').join('/');
  expect(compileGlob(`${'*a'.repeat(120)}b`)(name)).toBe(false);
  expect(compileGlob(`${'**/a/'.repeat(60)}b`)(path)).toBe(false);
  expect(compileGlob('{*a*a*a*b,'.repeat(40))(name)).toBe(false);
  expect(performance.now() - start).toBeLessThan(500);
});

test.each(['{a,b}'.repeat(7), 'a'.repeat(513)])('what is too much is refused', (pattern) => {
  expect(() => compileGlob(pattern)).toThrow(RangeError);
});
