import type { TrainingMethod } from '../config/training-config.ts';
import type { EvaluationMetric } from '../evaluation/metrics.ts';
import type { EvaluationResult } from '../run/step-results.ts';

/** What each method is to improve, beyond chance; what cannot be known refuses. */
const improvements: Readonly<Record<TrainingMethod, readonly [needs: EvaluationMetric, condition: string]>> = {
  sft: ['loss_change_high', 'loss_change_high < 0'],
  dpo: ['margin_gain_low', 'margin_gain_low > 0'],
  kto: ['margin_gain_low', 'margin_gain_low > 0'],
  orpo: ['margin_gain_low', 'margin_gain_low > 0'],
  reward: ['margin_gain_low', 'margin_gain_low > 0'],
  grpo: ['win_rate_plain', 'win_rate_plain > 0.5'],
  ppo: ['win_rate_plain', 'win_rate_plain > 0.5'],
};

type Guard = readonly [needs: EvaluationMetric, condition: string];

/**
 * A margin is a difference: it is won as well by a model that finds both answers unlikely, or that says neither and is
 * sure of no word. Half a nat a token is what a right training at the usual rate stays well below (docs/guides/loop.md).
 */
const guardsOfMargin: readonly Guard[] = [
  ['loss_change', 'loss_change <= 0.5'],
  ['said_loss_change', 'said_loss_change <= 0.5'],
];

/** What must not become worse, where it was measured. */
const guards: readonly Guard[] = [
  ['regression', 'regression <= 2%'],
  ['checks', 'checks >= checks_before'],
  ['win_rate_plain', 'win_rate_plain >= 0.5'],
];

/**
 * A rule for those who give none: the method's own aim improves beyond chance, by no pretence, and nothing else that was
 * measured becomes worse. Where the aim was not measured, more checks passed will do.
 */
export function defaultGateRule(method: TrainingMethod, { metrics }: Pick<EvaluationResult, 'metrics'>): string {
  const [aim, improvement] = improvements[method];
  const isMeasured = aim in metrics;
  const first = !isMeasured && 'checks' in metrics ? 'checks > checks_before' : improvement;
  const all = aim === 'margin_gain_low' ? [...guardsOfMargin, ...guards] : guards;
  const others = all.filter(([needs]) => needs in metrics && needs !== (isMeasured ? aim : 'checks'));
  return [first, ...others.map(([, condition]) => condition)].join(' and ');
}
