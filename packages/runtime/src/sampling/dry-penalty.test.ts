import type { SamplingSettings } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { DryPenalty } from './dry-penalty.ts';

/** Each character is a token. */
const size = 128;
const tokensOf = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0)!);
const textOf = (token: number): Uint8Array => Uint8Array.of(token);

/** Penalties by character behind a text. */
function penalties(text: string, settings: Partial<SamplingSettings['dry'] & object> = {}): Record<string, number> {
  const logits = new Float32Array(size);
  const dry = new DryPenalty({ multiplier: 1, base: 2, ...settings }, tokensOf(text.slice(0, 3)), textOf);
  for (const token of tokensOf(text.slice(3))) dry.accept(token);
  dry.adjust(logits);
  const found = [...logits.entries()].filter(([, logit]) => logit !== 0);
  return Object.fromEntries(found.map(([token, logit]) => [String.fromCodePoint(token), -logit]));
}

describe('DryPenalty', () => {
  it('grows with the length of what would be repeated', () => {
    expect(penalties('abX ab')).toEqual({ X: 1 });
    expect(penalties('abcX abc')).toEqual({ X: 2 });
    expect(penalties('abcdX abcd')).toEqual({ X: 4 });
  });

  it('takes the longest of several, each for its own continuation', () => {
    expect(penalties('cabX cabcabY cab')).toEqual({ X: 2, Y: 2, c: 4 });
    expect(penalties('zabX cabX q cab')).toEqual({ X: 4 });
  });

  it('leaves alone what is shorter than allowed, and what never was there', () => {
    expect(penalties('aX a')).toEqual({});
    expect(penalties('abcdef')).toEqual({});
    expect(penalties('abX ab', { multiplier: 0 })).toEqual({});
  });

  it('does not look over what ends a sequence, nor further back than it is told', () => {
    expect(penalties('ab:cX ab:c')).toEqual({});
    expect(penalties('ab:cX ab:c', { sequenceBreakers: [] })).toEqual({ X: 4 });
    expect(penalties('abX ab', { lastN: 5 })).toEqual({});
    expect(penalties('abX ab', { lastN: 6 })).toEqual({ X: 1 });
  });

  it('never penalises the end of a sequence', () => {
    expect(penalties('ab: ab')).toEqual({});
  });

  it('stays a number however long the repetition is', () => {
    const [penalty] = Object.values(penalties('a'.repeat(2000)));
    expect(penalty).toBeCloseTo(1e30, -24);
  });
});
