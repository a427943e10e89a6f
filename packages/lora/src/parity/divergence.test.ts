import { expect, test } from 'vitest';
import { divergenceOf } from './divergence.ts';

const logs = (...probabilities: number[]): number[] => probabilities.map(Math.log);

test('equal distributions do not diverge', () => {
  const place = { served: logs(0.7, 0.2), reference: logs(0.7, 0.2), sameBest: true };
  expect(divergenceOf([place, place])).toEqual({ kl: 0, top1Disagreement: 0 });
});

test('is the Kullback–Leibler divergence of the known tokens and the rest', () => {
  const { kl, top1Disagreement } = divergenceOf([
    { served: logs(0.5, 0.25), reference: logs(0.25, 0.5), sameBest: false },
    { served: logs(0.5, 0.25), reference: logs(0.5, 0.25), sameBest: true },
  ]);
  // 0.25 ln(0.25 / 0.5) + 0.5 ln(0.5 / 0.25) + 0.25 ln 1, at one place of two
  expect(kl).toBeCloseTo((0.25 * Math.LN2) / 2, 10);
  expect(top1Disagreement).toBe(0.5);
});

test('what serving does not think of at all counts as the rest', () => {
  const { kl } = divergenceOf([{ served: logs(0.9, 0.09), reference: logs(0.001, 0.001), sameBest: false }]);
  expect(kl).toBeGreaterThan(4);
});
