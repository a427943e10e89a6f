import type { Figures } from '../figures.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { HumanComparison } from './comparison.ts';

/** How often the new answers win, a tie (two bad answers too) as half; nothing where there are no comparisons. */
export function winRate(comparisons: readonly Pick<HumanComparison, 'choice'>[]): Figures {
  if (comparisons.length === 0) return { metrics: {}, intervals: {} };
  const wins = comparisons.reduce(
    (sum, { choice }) => sum + (choice === 'after' ? 1 : choice === 'before' ? 0 : 0.5),
    0,
  );
  const interval = wilsonInterval(wins, comparisons.length);
  return {
    metrics: { win_rate: interval.low, win_rate_plain: wins / comparisons.length },
    intervals: { win_rate_plain: interval },
  };
}
