import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import type { EvaluationMetric } from '../evaluation/metrics.ts';
import type { Interval } from '../evaluation/statistics/interval.ts';

/** A figure before and after, for people. */
export interface MetricComparison {
  metric: EvaluationMetric;
  label: string;
  /** Left out where it tells of both together. */
  before?: number | undefined;
  beforeInterval?: Interval | undefined;
  after: number;
  afterInterval?: Interval | undefined;
  change?: number | undefined;
  changeInterval?: Interval | undefined;
  /** Left out where it did not change, or the figure is neither better high nor low. */
  tone?: 'better' | 'worse' | undefined;
}

type Direction = 'higher' | 'lower';

const pairs = [
  ['loss', 'Loss (nats a token)', 'lower', 'loss_change'],
  ['perplexity', 'Perplexity', 'lower'],
  ['said_loss', 'Loss of what it says itself (nats a token)', 'lower', 'said_loss_change'],
  ['margin', 'Margin, chosen over rejected (nats a token)', 'higher', 'margin_gain'],
  ['margin_sum', 'Margin of whole answers (nats)', 'higher'],
  ['preference_accuracy', 'Chosen answer likelier', 'higher'],
  ['checks', 'Checks passed', 'higher'],
  ['accuracy', 'Label accuracy', 'higher'],
  ['f1_macro', 'F1, macro', 'higher'],
  ['f1_micro', 'F1, micro', 'higher'],
  ['mae', 'Mean absolute error', 'lower'],
  ['rmse', 'Root mean square error', 'lower'],
  ['bleu', 'BLEU', 'higher'],
  ['rouge_1', 'ROUGE-1', 'higher'],
  ['rouge_2', 'ROUGE-2', 'higher'],
  ['rouge_l', 'ROUGE-L', 'higher'],
] as const satisfies readonly (readonly [EvaluationMetric, string, Direction, EvaluationMetric?])[];

/** The figures that an evaluation has, in the order in which they are shown. */
export function compareMetrics({
  metrics,
  intervals,
}: Pick<EvaluationReport, 'metrics' | 'intervals'>): MetricComparison[] {
  const comparisons = pairs.flatMap(([metric, label, direction, changeMetric]): MetricComparison[] => {
    const [before, after] = [metrics[`${metric}_before`], metrics[metric]];
    if (after === undefined) return [];
    const change = before === undefined ? undefined : after - before;
    return [
      {
        metric,
        label,
        before,
        beforeInterval: intervals[`${metric}_before`],
        after,
        afterInterval: intervals[metric],
        change,
        changeInterval: changeMetric && intervals[changeMetric],
        tone: toneOf(change, direction),
      },
    ];
  });
  const { regression, win_rate_plain: winRate } = metrics;
  if (regression !== undefined) {
    const tone = regression > 0 ? 'worse' : undefined;
    const label = 'Regression checks newly failed';
    comparisons.push({ metric: 'regression', label, after: regression, afterInterval: intervals.regression, tone });
  }
  if (winRate !== undefined) {
    const tone = toneOf(winRate - 0.5, 'higher');
    const label = 'Comparisons won';
    comparisons.push({
      metric: 'win_rate_plain',
      label,
      after: winRate,
      afterInterval: intervals.win_rate_plain,
      tone,
    });
  }
  return comparisons;
}

function toneOf(change: number | undefined, direction: Direction): MetricComparison['tone'] {
  if (change === undefined || change === 0 || Number.isNaN(change)) return undefined;
  return change > 0 === (direction === 'higher') ? 'better' : 'worse';
}
