import type { EvaluationResult } from '../run/step-results.ts';
import type { CheckOutcome } from './checks/check-outcome.ts';
import type { JudgedComparison } from './comparison/comparison.ts';
import type { AnswerPair } from './comparison/ask-judge.ts';
import type { RowScore } from './held-out/score-row.ts';
import type { Interval } from './statistics/interval.ts';

/** A held-out prompt, as both answer it. */
export interface AnswerSample extends AnswerPair {
  /** Of the row. */
  line: number;
  /** The row's own good answer, where it has one. */
  reference?: string | undefined;
  /** What the judge said; left out where there is none, or it gave no verdict. */
  judged?: JudgedComparison | undefined;
}

/** All that an evaluation found; plain data. */
export interface EvaluationReport extends EvaluationResult {
  version: 1;
  /** 95 %, by the metric's name. */
  intervals: Readonly<Record<string, Interval>>;
  /** Held-out rows that told nothing, by reason. */
  leftOut: Readonly<Record<string, number>>;
  rows: readonly RowScore[];
  samples: readonly AnswerSample[];
  checks: readonly CheckOutcome[];
  regression: readonly CheckOutcome[];
  /** Where it compared. `firstPreferred`: share of its choices that took whichever answer it saw first; 0.5 is fair. */
  judge?: { name: string; compared: number; unreadable: number; firstPreferred?: number | undefined } | undefined;
  /** Who decided `win_rate`. */
  comparedBy?: 'people' | 'judge' | undefined;
  seconds: number;
}

export function isEvaluationReport(value: unknown): value is EvaluationReport {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'metrics' in value;
}
