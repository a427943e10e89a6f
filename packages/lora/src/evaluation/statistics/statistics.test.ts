import { expect, test } from 'vitest';
import { bootstrapInterval } from './bootstrap.ts';
import { randomNumbers } from './random.ts';
import { wilsonInterval } from './wilson.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("Wilson's interval has the published values", () => {
  // Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
  for (const [successes, trials, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  }
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test('the bootstrap of a mean is about as wide as theory says', () => {
  const random = randomNumbers(5);
  const values = Array.from({ length: 200 }, random);
  const interval = bootstrapInterval(values, mean, 1)!;
  const half = (1.96 * Math.sqrt(1 / 12)) / Math.sqrt(200);
  expect(interval.low).toBeCloseTo(mean(values) - half, 2);
  expect(interval.high).toBeCloseTo(mean(values) + half, 2);
  expect(bootstrapInterval(values, mean, 1)).toEqual(interval);
});

test('a single item tells nothing of its spread', () => {
  expect(bootstrapInterval([3], mean, 1)).toBeUndefined();
});

test('numbers from a seed are even and the same each time', () => {
  const [first, second] = [randomNumbers(7), randomNumbers(7)];
  const values = Array.from({ length: 10_000 }, first);
  expect(values.slice(0, 5)).toEqual(Array.from({ length: 5 }, second));
  expect(mean(values)).toBeCloseTo(0.5, 1);
  expect(Math.max(...values)).toBeLessThan(1);
});
