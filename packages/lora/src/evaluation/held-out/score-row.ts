import { TuneloopError } from '@tuneloop/protocol';
import { answerLikelihood } from '../answer-likelihood.ts';
import { measureBoth, type EvaluationRun } from '../evaluation-run.ts';
import type { AnswerRole, HeldOutRow } from './held-out-row.ts';

/** How likely one answer of a row is to both. */
export interface AnswerScore {
  role: AnswerRole;
  tokens: number;
  /** Nats, of the whole answer. */
  before: number;
  after: number;
}

export interface RowScore {
  line: number;
  answers: AnswerScore[];
}

/**
 * Measures every answer of a row before and after. What the template refuses, has no text or is too long for the context
 * tells nothing, and gives the reason in its place.
 *
 * Errors: those of `LoadedModel.generate` but these.
 */
export async function scoreRow(
  row: HeldOutRow,
  sides: Pick<EvaluationRun, 'before' | 'after'>,
  signal?: AbortSignal,
): Promise<RowScore | { leftOut: string }> {
  const answers: AnswerScore[] = [];
  try {
    for (const { role, answer } of row.answers) {
      const measured = await measureBoth(sides, (model) =>
        answerLikelihood(model, { prompt: row.prompt, answer, tools: row.tools }, signal),
      );
      if (measured.after.tokens === 0) return { leftOut: 'empty' };
      answers.push({
        role,
        tokens: measured.after.tokens,
        before: measured.before.logprob,
        after: measured.after.logprob,
      });
    }
  } catch (error) {
    const reason = reasonToLeaveOut(error);
    if (reason === undefined) throw error;
    return { leftOut: reason };
  }
  return { line: row.line, answers };
}

function reasonToLeaveOut(error: unknown): string | undefined {
  if (!TuneloopError.isInstance(error)) return undefined;
  if (error.code === 'CONTEXT_OVERFLOW') return 'too-long';
  if (error.code === 'INVALID_REQUEST') return 'not-templatable';
  return error.code === 'UNSUPPORTED' && error.details.reason === 'no-text' ? 'no-text' : undefined;
}
