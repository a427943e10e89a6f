import type { Figures } from '../figures.ts';
import { bootstrapInterval } from '../statistics/bootstrap.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { AnswerScore, RowScore } from './score-row.ts';

interface Pair {
  chosen: AnswerScore;
  rejected: AnswerScore;
}

type Side = 'before' | 'after';

/** How far chosen answers are likelier than rejected ones: a token, and (`margin_sum`) as whole answers. */
export function summarizePairs(scores: readonly RowScore[], seed: number): Figures {
  const pairs = scores.flatMap(({ answers }): Pair[] => {
    const chosen = answers.find(({ role }) => role === 'chosen');
    const rejected = answers.find(({ role }) => role === 'rejected');
    return chosen && rejected ? [{ chosen, rejected }] : [];
  });
  if (pairs.length === 0) return { metrics: {}, intervals: {} };
  const margin = mean(pairs, (pair) => marginOf(pair, 'after'));
  const before = mean(pairs, (pair) => marginOf(pair, 'before'));
  const sum = mean(pairs, (pair) => pair.chosen.after - pair.rejected.after);
  const sumBefore = mean(pairs, (pair) => pair.chosen.before - pair.rejected.before);
  const interval = (figure: (pair: Pair) => number): ReturnType<typeof bootstrapInterval> =>
    bootstrapInterval(pairs, (sample) => mean(sample, figure), seed);
  const gain = interval((pair) => marginOf(pair, 'after') - marginOf(pair, 'before'));
  const [after, old] = [interval((pair) => marginOf(pair, 'after')), interval((pair) => marginOf(pair, 'before'))];
  const [right, rightBefore] = [countRight(pairs, 'after'), countRight(pairs, 'before')];
  return {
    metrics: {
      margin,
      margin_before: before,
      margin_gain: margin - before,
      ...(gain && { margin_gain_low: gain.low, margin_gain_high: gain.high }),
      margin_sum: sum,
      margin_sum_before: sumBefore,
      margin_sum_gain: sum - sumBefore,
      preference_accuracy: right / pairs.length,
      preference_accuracy_before: rightBefore / pairs.length,
    },
    intervals: {
      ...(after && { margin: after }),
      ...(old && { margin_before: old }),
      ...(gain && { margin_gain: gain }),
      preference_accuracy: wilsonInterval(right, pairs.length),
      preference_accuracy_before: wilsonInterval(rightBefore, pairs.length),
    },
  };
}

function marginOf({ chosen, rejected }: Pair, side: Side): number {
  return chosen[side] / chosen.tokens - rejected[side] / rejected.tokens;
}

/** An even pair is half right. */
function countRight(pairs: readonly Pair[], side: Side): number {
  return pairs.reduce((sum, pair) => sum + (Math.sign(marginOf(pair, side)) + 1) / 2, 0);
}

function mean<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0) / items.length;
}
