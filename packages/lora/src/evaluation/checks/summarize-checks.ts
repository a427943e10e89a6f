import type { Figures } from '../figures.ts';
import type { EvaluationMetric } from '../metrics.ts';
import { bootstrapInterval } from '../statistics/bootstrap.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { classification } from '../text-metrics/classification.ts';
import type { CheckAnswer, CheckOutcome } from './check-outcome.ts';

type Side = 'before' | 'after';

/** Shares that pass, and by what the checks expect: accuracy and F1 of labels, errors of numbers. */
export function summarizeChecks(outcomes: readonly CheckOutcome[], seed: number): Figures {
  const figures: Figures = { metrics: {}, intervals: {} };
  for (const side of ['before', 'after'] as const) {
    addShares(figures, outcomes, side);
    addLabels(figures, outcomes, side);
    addNumbers(figures, outcomes, side, seed);
  }
  return figures;
}

/** Of the regression checks, those that newly fail. */
export function summarizeRegression(outcomes: readonly CheckOutcome[]): Figures {
  if (outcomes.length === 0) return { metrics: {}, intervals: {} };
  const failed = outcomes.filter(({ before, after }) => before.passed && !after.passed).length;
  return {
    metrics: { regression: failed / outcomes.length },
    intervals: { regression: wilsonInterval(failed, outcomes.length) },
  };
}

/** A text that is merely compared passes always and says nothing here. */
function addShares({ metrics, intervals }: Figures, outcomes: readonly CheckOutcome[], side: Side): void {
  const judged = outcomes.filter(({ expect: { text: _text, ...demands } }) => Object.keys(demands).length > 0);
  if (judged.length === 0) return;
  const passed = judged.filter((outcome) => outcome[side].passed).length;
  metrics[nameOf('checks', side)] = passed / judged.length;
  intervals[nameOf('checks', side)] = wilsonInterval(passed, judged.length);
}

function addLabels({ metrics, intervals }: Figures, outcomes: readonly CheckOutcome[], side: Side): void {
  const pairs = outcomes.flatMap((outcome) =>
    outcome.expect.label === undefined
      ? []
      : [{ expected: outcome.expect.label.toLowerCase(), given: outcome[side].label?.toLowerCase() }],
  );
  if (pairs.length === 0) return;
  const { accuracy, f1Macro, f1Micro } = classification(pairs);
  metrics[nameOf('accuracy', side)] = accuracy;
  metrics[nameOf('f1_macro', side)] = f1Macro;
  metrics[nameOf('f1_micro', side)] = f1Micro;
  intervals[nameOf('accuracy', side)] = wilsonInterval(accuracy * pairs.length, pairs.length);
}

// oxlint-disable-next-line max-params -- the seed of its bootstrap
function addNumbers(
  { metrics, intervals }: Figures,
  outcomes: readonly CheckOutcome[],
  side: Side,
  seed: number,
): void {
  const errors = outcomes.flatMap(({ expect, [side]: answer }) => errorOf(answer, expect.number));
  if (errors.length === 0) return;
  const mean = (sample: readonly number[]): number => sample.reduce((sum, error) => sum + error, 0) / sample.length;
  metrics[nameOf('mae', side)] = mean(errors);
  metrics[nameOf('rmse', side)] = Math.sqrt(mean(errors.map((error) => error ** 2)));
  const interval = bootstrapInterval(errors, mean, seed);
  if (interval) intervals[nameOf('mae', side)] = interval;
}

function errorOf({ number }: CheckAnswer, wanted: number | undefined): number[] {
  return wanted === undefined || number === undefined ? [] : [Math.abs(number - wanted)];
}

function nameOf(name: 'checks' | 'accuracy' | 'f1_macro' | 'f1_micro' | 'mae' | 'rmse', side: Side): EvaluationMetric {
  return side === 'after' ? name : `${name}_before`;
}
