import type { TrainingConfig } from '../config/training-config.ts';
import type { TrainingEvent } from '../driver/training-event.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import type { RunResults } from '../run/step-results.ts';

/** What was trained. */
export interface ReportSubject {
  /** Of the run. */
  id: string;
  /** Of the adapter. */
  name: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  base: { id: string; sha256?: string | undefined };
  config: TrainingConfig;
  /** For people. */
  dataName?: string | undefined;
  continueFrom?: { name: string; version: number } | undefined;
}

/** What a report tells of; what is left out was not done. */
export interface ReportSource {
  subject?: ReportSubject | undefined;
  results: Partial<RunResults>;
  evaluation?: EvaluationReport | undefined;
  /** Of the training, in their order. */
  events?: readonly TrainingEvent[] | undefined;
}
