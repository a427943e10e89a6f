import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternLanguage } from './pattern-language.ts';

const patterns = [
  'a',
  '^a|b$',
  '^(?:^a|b$)$',
  '^[ab]{2,4}-\\d+$',
  '\\bab\\b',
  '^\\bab\\b$',
  '(?<=a)b',
  '(?<!a)b',
  '^a(?=b)$',
  'a(?!b)',
  '^(?!.*bb)(?=.*\\d)[ab1-]+$',
  '^(?!ab$)',
  '^(?:(?!ab).)*$',
  '^(a)b\\1$',
  '^.$',
  '^[^a]$',
  '$^',
  '',
  '^\\p{L}+$',
  '^(?<name>[ab])+?1$',
  '^\\u{1F600}|\\x61{2}$',
  '^(?:a|ab)(?:1|b1)$',
  '[\\s\\S]\\W\\D',
];

const text = fc.array(fc.constantFrom('a', 'b', '1', '-', '_', '\n', 'é', '😀'), { maxLength: 6 });

describe('patternLanguage', () => {
  it.each(patterns)('agrees with RegExp on %j', (pattern) => {
    const language = patternLanguage(pattern);
    const expression = new RegExp(pattern, 'u');
    fc.assert(
      fc.property(text, (characters) => {
        const accepted = language.test(characters.map((character) => character.codePointAt(0)!));
        expect(accepted).toBe(expression.test(characters.join('')));
      }),
      { numRuns: 1500 },
    );
  });

  it.each(['^(.+)\\1$', '(^|x)a', '^((a|b)*a(a|b){20})$', '^(a{0,1000}){0,1000}$', `^${'a?'.repeat(1500)}$`])(
    'refuses %j within a moment',
    (pattern) => {
      const start = performance.now();
      expect(() => patternLanguage(pattern)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );

  it('refuses wrong syntax', () => {
    expect(() => patternLanguage('a\\')).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
