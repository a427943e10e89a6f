import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomText } from '../../test/grammar/random-text.ts';
import { createRandom } from '../sampling/random.ts';
import { toGbnf } from './gbnf.ts';
import { createNativeMatcher } from '../../test/grammar/native-matcher.ts';
import { isEmptyRange, numberRange, type Bound, type NumberRange } from './number-range.ts';
import { prune } from './prune.ts';

const value = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, 0.1, -0.1, 0.3, 9.999, 10, -10, 99.5, 1e-7, 123_456_789_012, 1e15),
);
const bound = fc.record({ value, exclusive: fc.boolean() });
const range = fc.record({ integer: fc.boolean(), minimum: bound, maximum: fc.option(bound, { nil: undefined }) });

function isWithin(number: number, { integer, minimum, maximum }: NumberRange): boolean {
  if (integer && !Number.isInteger(number)) return false;
  if (minimum && (minimum.exclusive ? number <= minimum.value : number < minimum.value)) return false;
  return !maximum || (maximum.exclusive ? number < maximum.value : number <= maximum.value);
}

it('writes only numbers within the range', () => {
  fc.assert(
    fc.property(range, fc.nat(), (limits, seed) => {
      const grammar = prune({ root: 'root', rules: new Map([['root', numberRange(limits)]]) });
      if (!grammar) return;
      const random = createRandom(seed);
      for (let run = 0; run < 20; run += 1) {
        const text = randomText(grammar, random);
        expect(isWithin(JSON.parse(text) as number, limits), text).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

it('accepts exactly the integers within the range', async () => {
  const random = createRandom(7);
  for (let run = 0; run < 30; run += 1) {
    const low = Math.floor(random() * 400) - 200;
    const high = low + Math.floor(random() * 150);
    const limits = {
      integer: true,
      minimum: { value: low, exclusive: false },
      maximum: { value: high, exclusive: false },
    };
    const grammar = prune({ root: 'root', rules: new Map([['root', numberRange(limits)]]) });
    const isAccepted = await createNativeMatcher(toGbnf(grammar!));
    expect(isAccepted('-')).toBe(false);
    for (let number = low - 20; number <= high + 20; number += 1) {
      expect(isAccepted(String(number)), `${number} in ${low}…${high}`).toBe(isWithin(number, limits));
    }
  }
});

function inclusive(number: number): Bound {
  return { value: number, exclusive: false };
}

function exclusive(number: number): Bound {
  return { value: number, exclusive: true };
}

it('knows empty ranges', () => {
  expect(isEmptyRange({ integer: false, minimum: inclusive(1), maximum: exclusive(1) })).toBe(true);
  expect(isEmptyRange({ integer: true, minimum: exclusive(1), maximum: exclusive(2) })).toBe(true);
  expect(isEmptyRange({ integer: false, minimum: exclusive(1), maximum: exclusive(2) })).toBe(false);
  expect(isEmptyRange({ integer: true, minimum: inclusive(1.2), maximum: inclusive(1.8) })).toBe(true);
  expect(isEmptyRange({ integer: true, minimum: inclusive(3) })).toBe(false);
});
