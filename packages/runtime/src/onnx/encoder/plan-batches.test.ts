import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planBatches } from './plan-batches.ts';

it('puts texts of about the same length together', () => {
  expect(planBatches([3, 100, 4, 90, 3], 200)).toEqual([
    [0, 4, 2],
    [3, 1],
  ]);
});

it('leaves none out, and makes no batch larger than it may be', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 })), fc.integer({ min: 1, max: 500 }), (lengths, largest) => {
      const batches = planBatches(lengths, largest);
      expect(batches.flat().toSorted((a, b) => a - b)).toEqual(lengths.map((_length, place) => place));
      for (const batch of batches) {
        const longest = Math.max(...batch.map((place) => lengths[place]!));
        if (batch.length > 1) expect(batch.length * longest).toBeLessThanOrEqual(largest);
      }
    }),
  );
});
