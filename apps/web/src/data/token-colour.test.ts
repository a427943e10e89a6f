import { expect, test } from 'vitest';
import { colourOf, perplexityOf, probabilityOf, shownToken } from './token-colour.ts';

test('what is certain has no colour, what is unlikely has the most', () => {
  expect(colourOf(0)).toBe('transparent');
  expect(colourOf(Math.log(0.5))).toBe('color-mix(in srgb, var(--danger) 25%, transparent)');
  expect(colourOf(-20)).toBe('color-mix(in srgb, var(--danger) 50%, transparent)');
});

test('probabilities and perplexity', () => {
  expect(probabilityOf(Math.log(0.25))).toBeCloseTo(0.25);
  expect(probabilityOf(0.001)).toBe(1);
  expect(perplexityOf([{ logprob: Math.log(0.5) }, { logprob: Math.log(0.125) }])).toBeCloseTo(4);
});

test('blanks can be seen', () => {
  expect(shownToken('a\n\tb')).toBe('a↵\n⇥b');
});
