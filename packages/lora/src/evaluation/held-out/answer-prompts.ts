import { textOf, type Message } from '@tuneloop/protocol';
import { answerOf } from '../answer.ts';
import type { AnswerSample } from '../evaluation-report.ts';
import { measureBoth, measureEach, type EvaluationRun } from '../evaluation-run.ts';
import type { HeldOutRow } from './held-out-row.ts';

/** Has both answer some of the held-out prompts, spread over the file. */
export async function answerPrompts(run: EvaluationRun, rows: readonly HeldOutRow[]): Promise<AnswerSample[]> {
  const { answers: count, answerTokens: maxTokens } = run.limits;
  const chosen = Array.from(
    { length: Math.min(count, rows.length) },
    (_, place) => rows[Math.floor((place * rows.length) / Math.min(count, rows.length))]!,
  );
  return measureEach(run, { phase: 'answers', items: chosen }, async ({ line, prompt, tools, answers }) => {
    const reference = answers.find(({ role }) => role !== 'rejected' && role !== 'bad');
    const question = { prompt, tools, maxTokens, reasoning: run.reasoning };
    return {
      line,
      prompt,
      ...(reference && { reference: saidIn(reference.answer) }),
      ...(await measureBoth(run, (model) => answerOf(model, question, run.signal))),
    };
  });
}

function saidIn(answer: readonly Message[]): string {
  const last = answer.at(-1);
  return last ? textOf(last.content) : '';
}
