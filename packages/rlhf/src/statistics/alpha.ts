/** How far apart two values are: different or not, by rank, or by their difference. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval';

/** Krippendorff's alpha with what it was computed from. */
export interface Alpha {
  /** 1 is perfect agreement, 0 what chance alone gives. `NaN` where all values are the same, or nothing is paired. */
  alpha: number;
  observedDisagreement: number;
  expectedDisagreement: number;
  /** Items that at least two annotators judged. */
  items: number;
  /** Values of those items. */
  values: number;
}

/**
 * How far any number of annotators agree beyond chance, with values missing wherever (Krippendorff, Content Analysis, 2004,
 * ch. 11). Memory is of the different values, not of the items.
 *
 * @param items of each item the values that annotators gave it, in any order; strings are compared by `nominal` alone.
 */
export function krippendorffAlpha(
  items: Iterable<readonly (string | number)[]>,
  level: MeasurementLevel = 'nominal',
): Alpha {
  const agreement = new AgreementCounter();
  for (const values of items) agreement.add(values);
  return agreement.alpha(level);
}

/** The same, one item at a time. */
export class AgreementCounter {
  readonly #coincidences: Coincidences = new Map();
  #items = 0;

  /** Items with fewer than two values say nothing. */
  add(values: readonly (string | number)[]): void {
    if (values.length < 2) return;
    this.#items += 1;
    addCoincidences(this.#coincidences, values);
  }

  alpha(level: MeasurementLevel): Alpha {
    return alphaOf(this.#coincidences, this.#items, level);
  }
}

/** How often two values met on one item, each item weighing as much as it has values. */
type Coincidences = Map<string | number, Map<string | number, number>>;

function alphaOf(coincidences: Coincidences, items: number, level: MeasurementLevel): Alpha {
  const categories = [...coincidences.keys()].toSorted(ascending);
  const totals = categories.map((category) => sum(coincidences.get(category)!.values()));
  const all = sum(totals);
  const distance = distanceOf(level, categories, totals);
  let observed = 0;
  let expected = 0;
  for (const [row, category] of categories.entries()) {
    for (const [column, other] of categories.entries()) {
      const apart = distance(row, column);
      observed += (coincidences.get(category)!.get(other) ?? 0) * apart;
      expected += totals[row]! * totals[column]! * apart;
    }
  }
  observed /= all;
  expected /= all * (all - 1);
  return {
    alpha: expected > 0 ? 1 - observed / expected : Number.NaN,
    observedDisagreement: observed,
    expectedDisagreement: expected,
    items,
    values: all,
  };
}

function addCoincidences(coincidences: Coincidences, values: readonly (string | number)[]): void {
  const weight = 1 / (values.length - 1);
  for (const [index, value] of values.entries()) {
    let row = coincidences.get(value);
    if (!row) coincidences.set(value, (row = new Map()));
    for (const [otherIndex, other] of values.entries()) {
      if (otherIndex !== index) row.set(other, (row.get(other) ?? 0) + weight);
    }
  }
}

function distanceOf(
  level: MeasurementLevel,
  categories: readonly (string | number)[],
  totals: readonly number[],
): (row: number, column: number) => number {
  switch (level) {
    case 'nominal':
      return (row, column) => (row === column ? 0 : 1);
    case 'interval':
      return (row, column) => (Number(categories[row]) - Number(categories[column])) ** 2;
    case 'ordinal':
      return (row, column) => {
        if (row === column) return 0;
        const [low, high] = row < column ? [row, column] : [column, row];
        const between = sum(totals.slice(low, high + 1)) - (totals[low]! + totals[high]!) / 2;
        return between ** 2;
      };
  }
}

function ascending(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
