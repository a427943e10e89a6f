import { expect, test } from 'vitest';
import { pairedMetrics } from './compare-metrics.ts';

test('figures are paired with those of before; what cannot be read alone is left out', () => {
  const metrics = { loss: 1, loss_before: 2, loss_change: -1, loss_change_high: -0.5, win_rate: 0.6, margin: 3 };
  expect(pairedMetrics(metrics)).toEqual([
    { name: 'loss', before: 2, after: 1 },
    { name: 'win_rate', before: undefined, after: 0.6 },
  ]);
});
