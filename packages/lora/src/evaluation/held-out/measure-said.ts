import type { Message } from '@tuneloop/protocol';
import type { EvaluatedModel } from '../evaluated-model.ts';
import type { AnswerSample } from '../evaluation-report.ts';
import { measureEach, type EvaluationRun } from '../evaluation-run.ts';
import type { Figures } from '../figures.ts';
import { scoreRow } from './score-row.ts';
import { lossOf } from './summarize-loss.ts';

/**
 * How likely each side finds what it says itself. Who speaks sense is sure of most words; a model that was pushed away
 * from what it used to say, and towards nothing in particular, is sure of few.
 */
export async function measureSaid(run: EvaluationRun, samples: readonly AnswerSample[]): Promise<Figures> {
  const score = (side: EvaluatedModel, { line, prompt }: AnswerSample, said: string): ReturnType<typeof scoreRow> => {
    const answer: Message[] = [{ role: 'assistant', content: said }];
    return scoreRow({ line, prompt, answers: [{ role: 'answer', answer }] }, { before: side, after: side }, run.signal);
  };
  const measured = await measureEach(run, { phase: 'said', items: samples }, async (sample) => ({
    before: await score(run.before, sample, sample.before),
    after: await score(run.after, sample, sample.after),
  }));
  const scores = measured.flatMap(({ before, after }) =>
    'leftOut' in before || 'leftOut' in after ? [] : [{ before: before.answers, after: after.answers }],
  );
  if (scores.length === 0) return { metrics: {}, intervals: {} };
  const before = lossOf(
    scores.map((one) => one.before),
    'before',
  );
  const after = lossOf(
    scores.map((one) => one.after),
    'after',
  );
  return {
    metrics: { said_loss: after, said_loss_before: before, said_loss_change: after - before },
    intervals: {},
  };
}
