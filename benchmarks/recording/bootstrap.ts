/** A statistic of rounds with its 95 % confidence interval: what it is of as many rounds drawn with replacement. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

const draws = 1000;

/** Rounds are drawn, not requests: those of one round share what else the machine did. */
export function bootstrap<T>(rounds: readonly T[], statistic: (rounds: readonly T[]) => number): Interval {
  let state = 12_345;
  const random = (): number => {
    // Park and Miller's generator: the same rounds give the same interval.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const drawn = Array.from({ length: draws }, () =>
    statistic(rounds.map(() => rounds[Math.floor(random() * rounds.length)]!)),
  ).toSorted((a, b) => a - b);
  return { value: statistic(rounds), low: drawn[Math.floor(draws * 0.025)]!, high: drawn[Math.floor(draws * 0.975)]! };
}

export function intervalText({ value, low, high }: Interval): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
