/** Figures of the new answers; under the name with `_before` the same of the old ones. */
type Measured =
  | 'loss'
  | 'perplexity'
  | 'said_loss'
  | 'margin'
  | 'margin_sum'
  | 'preference_accuracy'
  | 'checks'
  | 'accuracy'
  | 'f1_macro'
  | 'f1_micro'
  | 'mae'
  | 'rmse'
  | 'bleu'
  | 'rouge_1'
  | 'rouge_2'
  | 'rouge_l';

/** Figures that tell of both sides together. */
type Compared =
  | 'loss_change'
  | 'loss_change_low'
  | 'loss_change_high'
  | 'said_loss_change'
  | 'margin_gain'
  | 'margin_gain_low'
  | 'margin_gain_high'
  | 'margin_sum_gain'
  | 'regression'
  | 'win_rate'
  | 'win_rate_plain';

/** The name of a figure that an evaluation may give; gates speak of it by this name. */
export type EvaluationMetric = Measured | `${Measured}_before` | Compared;

interface MetricDescription {
  /** For people. */
  meaning: string;
  /** What an evaluation must be given to know it; completes "It needs …". */
  needs: string;
}

const heldOut = 'held-out rows with answers';
const pairs = 'held-out rows with a better and a worse answer';
const checks = 'a file of checks';
const labels = 'checks that expect a label';
const numbers = 'checks that expect a number';
const references = 'checks that expect a text, or held-out answers';
const preferences = 'held-out rows that tell better answers from worse ones';
const comparisons = 'a judge model or comparisons by people';

const measured: Readonly<Record<Measured, MetricDescription>> = {
  loss: { meaning: 'mean negative log-likelihood of held-out answers, nats a token', needs: heldOut },
  perplexity: { meaning: 'e to the power of `loss`', needs: heldOut },
  said_loss: { meaning: 'as `loss`, of what it says itself to held-out prompts', needs: preferences },
  margin: { meaning: 'chosen over rejected answers: mean difference in log-probability, nats a token', needs: pairs },
  margin_sum: { meaning: 'as `margin`, of whole answers: nats an answer', needs: pairs },
  preference_accuracy: { meaning: 'share of pairs whose chosen answer is the likelier one a token', needs: pairs },
  checks: { meaning: 'share of checks passed', needs: checks },
  accuracy: { meaning: 'share of labels that are right', needs: labels },
  f1_macro: { meaning: 'mean F1 of the labels', needs: labels },
  f1_micro: { meaning: 'F1 over all labels together', needs: labels },
  mae: { meaning: 'mean absolute error of numbers', needs: numbers },
  rmse: { meaning: 'root mean square error of numbers', needs: numbers },
  bleu: { meaning: 'BLEU of the answers, 0 to 100', needs: references },
  rouge_1: { meaning: 'ROUGE-1 F1 of the answers, 0 to 1', needs: references },
  rouge_2: { meaning: 'ROUGE-2 F1', needs: references },
  rouge_l: { meaning: 'ROUGE-L F1', needs: references },
};

const compared: Readonly<Record<Compared, MetricDescription>> = {
  loss_change: { meaning: '`loss` less `loss_before`', needs: heldOut },
  loss_change_low: { meaning: 'lower bound of its 95 % interval', needs: `two or more ${heldOut}` },
  loss_change_high: { meaning: 'upper bound of its 95 % interval', needs: `two or more ${heldOut}` },
  said_loss_change: { meaning: '`said_loss` less `said_loss_before`', needs: preferences },
  margin_gain: { meaning: '`margin` less `margin_before`', needs: pairs },
  margin_gain_low: { meaning: 'lower bound of its 95 % interval', needs: `two or more ${pairs}` },
  margin_gain_high: { meaning: 'upper bound of its 95 % interval', needs: `two or more ${pairs}` },
  margin_sum_gain: { meaning: '`margin_sum` less `margin_sum_before`', needs: pairs },
  regression: { meaning: 'share of the regression checks that newly fail', needs: 'a file of regression checks' },
  win_rate: { meaning: 'lower 95 % bound of `win_rate_plain`', needs: comparisons },
  win_rate_plain: { meaning: 'share of comparisons that the new answers win, ties as half', needs: comparisons },
};

/** What each figure means, and what it takes to know it. */
export const evaluationMetrics: Readonly<Record<EvaluationMetric, MetricDescription>> = {
  ...bothSides(measured),
  ...compared,
};

function bothSides(
  descriptions: Readonly<Record<Measured, MetricDescription>>,
): Record<Measured | `${Measured}_before`, MetricDescription> {
  const sides = Object.entries(descriptions).flatMap(([name, { meaning, needs }]) => [
    [name, { meaning: `${meaning}, after`, needs }],
    [`${name}_before`, { meaning: 'the same before', needs }],
  ]);
  return Object.fromEntries(sides) as Record<Measured | `${Measured}_before`, MetricDescription>;
}

export function isEvaluationMetric(name: string): name is EvaluationMetric {
  return Object.hasOwn(evaluationMetrics, name);
}
