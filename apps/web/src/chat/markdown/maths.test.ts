import { expect, test } from 'vitest';
import { mayHaveMaths, withOneDelimiter } from './maths.ts';

test.each([
  ['so \\(a^2\\) is', 'so $$a^2$$ is'],
  ['\\[a\n=b\\]', '\n$$\na\n=b\n$$\n'],
  ['it is $x+1$.', 'it is $$x+1$$.'],
  ['it costs $5 or $10', 'it costs $5 or $10'],
  ['$$a$$ stays', '$$a$$ stays'],
  ['`\\(a\\)` stays', '`\\(a\\)` stays'],
  ['```\n$x$\n```\n$y$', '```\n$x$\n```\n$$y$$'],
])('%j', (markdown, normal) => {
  expect(withOneDelimiter(markdown)).toBe(normal);
});

test('plain text needs no renderer of maths', () => {
  expect(mayHaveMaths('It costs $5.')).toBe(false);
  expect(mayHaveMaths('\\(a\\)')).toBe(true);
});
