import type { CallOptions } from '@tuneloop/protocol';
import { z } from 'zod';
import type { HumanComparison } from './comparison/comparison.ts';
import type { EvaluatedModel } from './evaluated-model.ts';

/** How much is measured at most. */
export interface EvaluationLimits {
  /** Held-out rows whose likelihood is measured; of more a sample. Default 256. */
  rows: number;
  /** Held-out prompts that are answered, for samples, BLEU, ROUGE and the judge. Default 16. */
  answers: number;
  /** Of an answer, in tokens. Default 160. */
  answerTokens: number;
}

export type EvaluationLimitSettings = { [Name in keyof EvaluationLimits]?: EvaluationLimits[Name] | undefined };

/** How far it is, in items of a phase; an item is measured before and after. */
export interface EvaluationProgress {
  phase: 'held-out' | 'answers' | 'said' | 'checks' | 'regression' | 'judge';
  completed: number;
  total: number;
}

export interface EvaluateOptions extends CallOptions {
  before: EvaluatedModel;
  after: EvaluatedModel;
  /** Files, in any format that `@tuneloop/datasets` reads: rows that were kept from training. */
  validation?: string | undefined;
  /** Files as `readChecks` takes them. Those of `regression` must not newly fail. */
  checks?: string | undefined;
  regression?: string | undefined;
  /** Choices of people between answers of both; they count before those of the judge. */
  comparisons?: readonly HumanComparison[] | undefined;
  judge?: EvaluatedModel | undefined;
  limits?: EvaluationLimitSettings | undefined;
  /**
   * Lets models that reason do so before they answer, which takes a larger `answerTokens`: a limit that ends in the middle
   * of their thoughts leaves no answer. Default `false`.
   */
  reasoning?: boolean | undefined;
  /** Of samples and of bootstraps. Default 42. */
  seed?: number | undefined;
  /**
   * A file that keeps what was measured, item by item: an evaluation of the same with the same settings goes on from it.
   * The caller deletes it.
   */
  checkpoint?: string | undefined;
  onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

export const evaluationLimitsSchema: z.ZodType<EvaluationLimits> = z.strictObject({
  rows: z.int().min(1).max(100_000).default(256),
  answers: z.int().min(0).max(10_000).default(16),
  answerTokens: z.int().min(1).max(100_000).default(160),
});
