import type { Figures } from '../figures.ts';
import { bootstrapInterval } from '../statistics/bootstrap.ts';
import type { AnswerScore, RowScore } from './score-row.ts';

type Side = 'before' | 'after';

/** As `summarizePairs`, of answers that were judged one by one: the mean good one over the mean bad one, a token. */
export function summarizeJudged(scores: readonly RowScore[], seed: number): Figures {
  const answers = scores.flatMap((score) => score.answers.filter(({ role }) => role === 'good' || role === 'bad'));
  const hasBoth = answers.some(({ role }) => role === 'good') && answers.some(({ role }) => role === 'bad');
  if (!hasBoth) return { metrics: {}, intervals: {} };
  const [margin, before] = [marginOf(answers, 'after'), marginOf(answers, 'before')];
  // In each sample as many of either kind as there are, so that none is without.
  const good = answers.filter(({ role }) => role === 'good');
  const bad = answers.filter(({ role }) => role === 'bad');
  const gainOf = (sample: readonly AnswerScore[]): number => meanOf(sample, 'after') - meanOf(sample, 'before');
  const [goodGain, badGain] = [bootstrapInterval(good, gainOf, seed), bootstrapInterval(bad, gainOf, seed + 1)];
  const gain = margin - before;
  // Both means are independent, so their spreads add up as squares do.
  const interval = goodGain &&
    badGain && {
      low: gain - Math.hypot(gainOf(good) - goodGain.low, badGain.high - gainOf(bad)),
      high: gain + Math.hypot(goodGain.high - gainOf(good), gainOf(bad) - badGain.low),
    };
  return {
    metrics: {
      margin,
      margin_before: before,
      margin_gain: gain,
      ...(interval && { margin_gain_low: interval.low, margin_gain_high: interval.high }),
    },
    intervals: interval ? { margin_gain: interval } : {},
  };
}

function marginOf(answers: readonly AnswerScore[], side: Side): number {
  const [good, bad] = ['good', 'bad'].map((kind) =>
    meanOf(
      answers.filter(({ role }) => role === kind),
      side,
    ),
  );
  return good! - bad!;
}

function meanOf(answers: readonly AnswerScore[], side: Side): number {
  return answers.reduce((sum, answer) => sum + answer[side] / answer.tokens, 0) / answers.length;
}
