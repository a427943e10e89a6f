import { describe, expect, it } from 'vitest';
import { krippendorffAlpha } from './alpha.ts';
import { cohenKappa } from './kappa.ts';
import { wilsonInterval } from './wilson.ts';

/** One line for each annotator, one column for each item, `*` where a value is missing. */
function items(...annotators: string[]): number[][] {
  const rows = annotators.map((line) => line.split(' '));
  return rows[0]!.map((_, column) =>
    rows
      .map((row) => row[column]!)
      .filter((cell) => cell !== '*')
      .map(Number),
  );
}

describe("Krippendorff's alpha", () => {
  // Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
  const fourObservers = items(
    '1 2 3 3 2 1 4 1 2 * * *',
    '1 2 3 3 2 2 4 1 2 5 * 3',
    '* 3 3 3 2 3 4 2 2 5 1 *',
    '1 2 3 3 2 4 4 1 2 5 1 *',
  );

  it.each([
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
  ] as const)('%s: as in the published example with missing values', (level, alpha) => {
    const result = krippendorffAlpha(fourObservers, level);
    expect(result.alpha).toBeCloseTo(alpha, 3);
    expect(result).toMatchObject({ items: 11, values: 40 });
  });

  it('as in the example of three coders and fifteen units', () => {
    const threeCoders = items(
      '* * * * * 3 4 1 2 1 1 3 3 * 3',
      '1 * 2 1 3 3 4 3 * * * * * * *',
      '* * 2 1 3 4 4 * 2 1 1 3 3 * 4',
    );
    expect(krippendorffAlpha(threeCoders, 'nominal').alpha).toBeCloseTo(0.691, 3);
    expect(krippendorffAlpha(threeCoders, 'interval').alpha).toBeCloseTo(0.811, 3);
  });

  it('is 1 for perfect agreement, below 0 for systematic disagreement, and nothing without variance', () => {
    expect(
      krippendorffAlpha([
        ['a', 'a'],
        ['b', 'b'],
      ]).alpha,
    ).toBe(1);
    expect(
      krippendorffAlpha([
        ['a', 'b'],
        ['b', 'a'],
      ]).alpha,
    ).toBeLessThan(0);
    expect(krippendorffAlpha([['a', 'a'], ['a']]).alpha).toBeNaN();
    expect(krippendorffAlpha([]).alpha).toBeNaN();
  });
});

describe("Cohen's kappa", () => {
  const table = (both: number, first: number, second: number, neither: number): [string, string][] => [
    ...Array.from({ length: both }, (): [string, string] => ['yes', 'yes']),
    ...Array.from({ length: first }, (): [string, string] => ['yes', 'no']),
    ...Array.from({ length: second }, (): [string, string] => ['no', 'yes']),
    ...Array.from({ length: neither }, (): [string, string] => ['no', 'no']),
  ];

  // Textbook tables: 50 grant proposals; two tables of 100 with the same observed agreement.
  it.each([
    [[20, 5, 10, 15], 0.4, 0.7],
    [[45, 15, 25, 15], 0.1304, 0.6],
    [[25, 35, 5, 35], 0.2593, 0.6],
  ] as const)('of %j is %d', ([both, first, second, neither], kappa, observed) => {
    const result = cohenKappa(table(both, first, second, neither));
    expect(result.kappa).toBeCloseTo(kappa, 4);
    expect(result.observed).toBeCloseTo(observed, 10);
  });

  it('says nothing where chance alone agrees always', () => {
    expect(cohenKappa([['a', 'a']]).kappa).toBeNaN();
  });
});

describe("Wilson's interval", () => {
  // Newcombe (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('knows nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ share: 0.5, low: 0, high: 1 });
  });
});
