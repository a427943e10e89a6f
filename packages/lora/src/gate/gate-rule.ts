import type { EvaluationMetric } from '../evaluation/metrics.ts';

export type ComparisonOperator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** A figure of the evaluation, or a number that was written. */
export type GateOperand = { metric: EvaluationMetric } | { value: number };

/** What an evaluation must show, as a tree. */
export type GateRule =
  | { type: 'comparison'; left: GateOperand; operator: ComparisonOperator; right: GateOperand }
  | { type: 'all' | 'any'; rules: readonly GateRule[] }
  | { type: 'not'; rule: GateRule };
