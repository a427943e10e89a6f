/** How long rows are, in tokens. */
export interface LengthHistogram {
  rows: number;
  mean: number;
  /** Half of the rows are no longer. */
  median: number;
  /** 95 of 100 rows are no longer. */
  percentile95: number;
  longest: number;
  /** Rows that are longer than `maxLength`. */
  cut: number;
  /** By powers of two, without empty ones at the ends: `from` is the shortest length of a bin, `to` the longest. */
  bins: readonly { from: number; to: number; rows: number }[];
}

/** @param lengths each length and how many rows have it, the shortest first. */
export function toHistogram(lengths: readonly (readonly [number, number])[], maxLength: number): LengthHistogram {
  const rows = lengths.reduce((sum, [, count]) => sum + count, 0);
  const tokens = lengths.reduce((sum, [length, count]) => sum + length * count, 0);
  const byPower = new Map<number, number>();
  for (const [length, count] of lengths) {
    const power = length === 0 ? 0 : Math.floor(Math.log2(length));
    byPower.set(power, (byPower.get(power) ?? 0) + count);
  }
  const powers = [...byPower.keys()];
  const first = Math.min(...powers);
  const bins = Array.from({ length: powers.length === 0 ? 0 : Math.max(...powers) - first + 1 }, (_, index) => {
    const power = first + index;
    return { from: power === 0 ? 0 : 2 ** power, to: 2 ** (power + 1) - 1, rows: byPower.get(power) ?? 0 };
  });
  return {
    rows,
    mean: rows === 0 ? 0 : tokens / rows,
    median: percentile(lengths, rows * 0.5),
    percentile95: percentile(lengths, rows * 0.95),
    longest: lengths.at(-1)?.[0] ?? 0,
    cut: lengths.reduce((sum, [length, count]) => sum + (length > maxLength ? count : 0), 0),
    bins,
  };
}

function percentile(lengths: readonly (readonly [number, number])[], rank: number): number {
  let passed = 0;
  for (const [length, count] of lengths) {
    passed += count;
    if (passed >= rank) return length;
  }
  return 0;
}
