import type { EvaluationMetric } from './metrics.ts';
import type { Interval } from './statistics/interval.ts';

/** What a part of an evaluation found. */
export interface Figures {
  metrics: Partial<Record<EvaluationMetric, number>>;
  intervals: Partial<Record<EvaluationMetric, Interval>>;
}
