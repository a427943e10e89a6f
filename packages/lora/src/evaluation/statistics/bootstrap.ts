import type { Interval } from './interval.ts';
import { randomNumbers } from './random.ts';

const resamples = 2000;

/**
 * The percentile bootstrap (Efron, 1979) of a figure of a sample: 95 % of the values that it has in samples drawn from
 * this one lie within. Too narrow for a handful of items; `undefined` for fewer than two, which tell nothing of it.
 */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  figure: (sample: readonly Item[]) => number,
  seed: number,
): Interval | undefined {
  if (items.length < 2) return undefined;
  const random = randomNumbers(seed);
  const values = Array.from({ length: resamples }, () =>
    figure(items.map(() => items[Math.floor(random() * items.length)]!)),
  ).toSorted((a, b) => a - b);
  return { low: values[Math.floor(resamples * 0.025)]!, high: values[Math.ceil(resamples * 0.975) - 1]! };
}
