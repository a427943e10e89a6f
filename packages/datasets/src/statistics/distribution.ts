/** How whole numbers from 0 on are spread. */
export interface Distribution {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  mean: number;
  /** Within 2 % of the true value; exact below 128. */
  percentiles: { p5: number; p25: number; p50: number; p75: number; p95: number; p99: number };
  /** By powers of two, `from` included and `to` not; without empty ends. */
  histogram: { from: number; to: number; count: number }[];
}

export interface DistributionCounter {
  add(value: number): void;
  /** `undefined` while nothing was counted. */
  summary(): Distribution | undefined;
}

/** Bins of an octave. */
const steps = 64;

/**
 * Counts values into bins whose width grows with the value (as HdrHistogram does), so that memory is the same for ten rows
 * and for ten million.
 */
export function createDistribution(): DistributionCounter {
  const bins: number[] = [];
  let count = 0;
  let sum = 0;
  let minimum = Infinity;
  let maximum = 0;

  const percentile = (share: number): number => {
    const rank = Math.max(1, Math.ceil(share * count));
    let seen = 0;
    for (const [index, inBin] of bins.entries()) {
      seen += inBin ?? 0;
      if (seen >= rank) return Math.min(maximum, Math.max(minimum, middleOf(index)));
    }
    return maximum;
  };
  return {
    add: (value) => {
      const index = binOf(value);
      bins[index] = (bins[index] ?? 0) + 1;
      count += 1;
      sum += value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    },
    summary: () => {
      if (count === 0) return undefined;
      const percentiles = {
        p5: percentile(0.05),
        p25: percentile(0.25),
        p50: percentile(0.5),
        p75: percentile(0.75),
        p95: percentile(0.95),
        p99: percentile(0.99),
      };
      return { count, sum, minimum, maximum, mean: sum / count, percentiles, histogram: octaves(bins) };
    },
  };
}

/** Below two octaves of steps each value has its own bin. */
function binOf(value: number): number {
  if (value < 2 * steps) return value;
  const octave = Math.floor(Math.log2(value / steps));
  return octave * steps + Math.floor(value / 2 ** octave);
}

function lowestOf(index: number): number {
  if (index < 2 * steps) return index;
  const octave = Math.floor(index / steps) - 1;
  return (index - octave * steps) * 2 ** octave;
}

function middleOf(index: number): number {
  return Math.floor((lowestOf(index) + lowestOf(index + 1) - 1) / 2);
}

function octaves(bins: readonly (number | undefined)[]): Distribution['histogram'] {
  const histogram: Distribution['histogram'] = [];
  for (const [index, inBin] of bins.entries()) {
    const lowest = lowestOf(index);
    const from = lowest === 0 ? 0 : 2 ** Math.floor(Math.log2(lowest));
    const last = histogram.at(-1);
    if (last?.from === from) last.count += inBin ?? 0;
    else if (last || inBin) histogram.push({ from, to: from === 0 ? 1 : 2 * from, count: inBin ?? 0 });
  }
  return histogram;
}
