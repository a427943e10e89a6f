import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStopMatcher } from './index.ts';

interface Outcome {
  text: string;
  stopped: string | undefined;
}

function matchInPieces(stops: readonly string[], pieces: readonly string[]): Outcome {
  const matcher = createStopMatcher(stops);
  let text = '';
  let stopped: string | undefined;
  for (const piece of pieces) {
    const match = matcher.push(piece);
    text += match.text;
    stopped ??= match.stopped;
  }
  return { text: text + matcher.flush(), stopped };
}

/** The definition, at the price of looking at every prefix anew. */
function matchNaively(stops: readonly string[], text: string): Outcome {
  let seen = '';
  for (const character of text) {
    seen += character;
    const met = stops.filter((stop) => seen.endsWith(stop)).toSorted((a, b) => b.length - a.length)[0];
    if (met !== undefined) return { text: seen.slice(0, -met.length), stopped: met };
  }
  return { text, stopped: undefined };
}

const alphabet = fc.constantFrom('a', 'b', 'c', '😀', '😁');
const word = fc.array(alphabet, { minLength: 1, maxLength: 4 }).map((characters) => characters.join(''));

describe('createStopMatcher', () => {
  it('finds a stop string over piece borders and drops what follows', () => {
    const matcher = createStopMatcher(['</end>']);
    expect(matcher.push('hello <')).toEqual({ text: 'hello ' });
    expect(matcher.push('/e')).toEqual({ text: '' });
    expect(matcher.push('nd> more')).toEqual({ text: '', stopped: '</end>' });
    expect(matcher.push('still more')).toEqual({ text: '' });
    expect(matcher.flush()).toBe('');
  });

  it('gives back what looked like a stop string and was none', () => {
    const matcher = createStopMatcher(['STOP']);
    expect(matcher.push('an ST')).toEqual({ text: 'an ' });
    expect(matcher.push('AR')).toEqual({ text: 'STAR' });
    expect(matcher.push('STO')).toEqual({ text: '' });
    expect(matcher.flush()).toBe('STO');
  });

  it('takes the longest of those that end at the same character', () => {
    expect(matchInPieces(['d', 'cd', 'bcd'], ['abcde'])).toEqual({ text: 'a', stopped: 'bcd' });
  });

  it('takes the one that is completed first', () => {
    expect(matchInPieces(['abcd', 'bc'], ['xabcd'])).toEqual({ text: 'xa', stopped: 'bc' });
  });

  it('lets everything through at once without stop strings', () => {
    expect(createStopMatcher([]).push('anything')).toEqual({ text: 'anything' });
  });

  it('does not match half of a surrogate pair', () => {
    expect(matchInPieces(['\uDE00'], ['a😀'])).toEqual({ text: 'a😀', stopped: undefined });
  });

  it('refuses an empty stop string', () => {
    expect(() => createStopMatcher(['a', ''])).toThrow(/must not be empty/);
  });

  it('agrees with the definition however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), fc.array(word, { maxLength: 20 }), (stops, pieces) => {
        expect(matchInPieces(stops, pieces)).toEqual(matchNaively(stops, pieces.join('')));
      }),
      { numRuns: 2000 },
    );
  });

  it('holds back only what a stop string may begin with', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), fc.array(word, { maxLength: 12 }), (stops, pieces) => {
        const matcher = createStopMatcher(stops);
        let shown = '';
        let seen = '';
        for (const piece of pieces) {
          const match = matcher.push(piece);
          if (match.stopped !== undefined) return;
          shown += match.text;
          seen += piece;
          const held = seen.slice(shown.length);
          expect(shown + held).toBe(seen);
          expect(held === '' || stops.some((stop) => stop.startsWith(held))).toBe(true);
        }
      }),
    );
  });
});
