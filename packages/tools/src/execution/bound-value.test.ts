import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundResult } from './bound-result.ts';
import { boundValue } from './bound-value.ts';

test('what fits stays as it is', () => {
  const value = { a: [1, 2], b: 'x' };
  expect(boundValue(value, 100)).toEqual({ value, characters: JSON.stringify(value).length, cut: false });
});

test('whatever it is, what is left has the size that was asked for', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 10, max: 300 }), (value, most) => {
      const bound = boundValue(value, most);
      expect((JSON.stringify(bound.value) ?? '').length).toBeLessThanOrEqual(most);
      expect(bound.cut).toBe(JSON.stringify(value).length > most);
    }),
    { numRuns: 300 },
  );
});

test('a long text is cut, and what is short beside it stays', () => {
  const { value } = boundValue({ content: '\n'.repeat(10_000), lines: 10_000 }, 1000);
  const { content, lines } = value as { content: string; lines: number };
  expect(lines).toBe(10_000);
  expect(content.length).toBeGreaterThan(450);
});

test('a list keeps whole items', () => {
  const matches = Array.from({ length: 1000 }, (_, line) => ({ path: '/a/b', line }));
  const { value } = boundValue({ matches, count: 1000 }, 500);
  expect((value as { matches: unknown[] }).matches).toEqual(matches.slice(0, 18));
});

test('a character is not cut in half', () => {
  const { value } = boundValue('😀'.repeat(100), 13);
  expect((value as string).isWellFormed()).toBe(true);
});

test('a result that was cut says so, within the limit', () => {
  const { result, characters } = boundResult({ status: 'success', content: 'x'.repeat(5000) }, 1000);
  expect(characters).toBe(5033);
  expect(result).toMatchObject({ status: 'success', truncated: expect.stringContaining('5033 characters') });
  expect(JSON.stringify(result).length).toBeLessThanOrEqual(1000);
  expect(JSON.stringify(result).length).toBeGreaterThan(900);
});

test('an error that is too long stays an error', () => {
  const { result } = boundResult({ status: 'error', error: 'y'.repeat(5000) }, 600);
  expect(result).toMatchObject({ status: 'error', error: expect.stringMatching(/^y{300,}$/) });
});
