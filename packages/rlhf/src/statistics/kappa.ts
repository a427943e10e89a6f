/** Cohen's kappa with what it was computed from. */
export interface Kappa {
  /** 1 is perfect agreement, 0 what chance alone gives. `NaN` where chance alone would agree always. */
  kappa: number;
  observed: number;
  expected: number;
  /** How many items both judged. */
  items: number;
}

/**
 * How far two annotators agree beyond chance, by categories (Cohen 1960). Of each item the two labels; items that one of
 * them did not judge do not belong here.
 */
export function cohenKappa(pairs: Iterable<readonly [string | number, string | number]>): Kappa {
  const first = new Map<string | number, number>();
  const second = new Map<string | number, number>();
  let items = 0;
  let agreed = 0;
  for (const [a, b] of pairs) {
    items += 1;
    if (a === b) agreed += 1;
    first.set(a, (first.get(a) ?? 0) + 1);
    second.set(b, (second.get(b) ?? 0) + 1);
  }
  const observed = agreed / items;
  let expected = 0;
  for (const [label, count] of first) expected += (count / items) * ((second.get(label) ?? 0) / items);
  return { kappa: expected === 1 ? Number.NaN : (observed - expected) / (1 - expected), observed, expected, items };
}
