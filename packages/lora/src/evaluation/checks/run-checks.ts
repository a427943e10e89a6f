import { answerOf } from '../answer.ts';
import type { EvaluatedModel } from '../evaluated-model.ts';
import { measureBoth, measureEach, type EvaluationRun } from '../evaluation-run.ts';
import type { CheckAnswer, CheckOutcome } from './check-outcome.ts';
import type { Check } from './check.ts';
import { judgeAnswer } from './judge-answer.ts';

/** Asks both every question. */
export async function runChecks(
  run: EvaluationRun,
  phase: 'checks' | 'regression',
  checks: readonly Check[],
): Promise<CheckOutcome[]> {
  const labels = [...new Set(checks.flatMap(({ expect }) => expect.label ?? []))];
  return measureEach(run, { phase, items: checks }, async ({ id, prompt, expect, maxTokens }) => {
    const answered = async (model: EvaluatedModel): Promise<CheckAnswer> => {
      const question = { prompt, maxTokens: maxTokens ?? run.limits.answerTokens, reasoning: run.reasoning };
      const answer = await answerOf(model, question, run.signal);
      return { answer, ...judgeAnswer(answer, expect, labels) };
    };
    return { id, prompt, expect, ...(await measureBoth(run, answered)) };
  });
}
