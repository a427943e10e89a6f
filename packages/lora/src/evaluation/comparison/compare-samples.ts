import type { AnswerSample, EvaluationReport } from '../evaluation-report.ts';
import { measureEach, type EvaluationRun } from '../evaluation-run.ts';
import { nameOf, type EvaluatedModel } from '../evaluated-model.ts';
import { askJudge } from './ask-judge.ts';

/** The samples with what the judge says of them, and how it judged. */
export async function compareSamples(
  run: EvaluationRun,
  samples: readonly AnswerSample[],
  judge: EvaluatedModel,
): Promise<{ samples: AnswerSample[]; judge: NonNullable<EvaluationReport['judge']> }> {
  const judged = await measureEach(run, { phase: 'judge', items: samples }, async (sample) => {
    const verdict = await askJudge(judge, sample, run.signal);
    return verdict ? { ...sample, judged: verdict } : sample;
  });
  const verdicts = judged.flatMap((sample) => sample.judged?.verdicts ?? []);
  const decided = verdicts.filter(({ preferred }) => preferred !== 'tie');
  const compared = judged.filter((sample) => sample.judged).length;
  return {
    samples: judged,
    judge: {
      name: nameOf(judge),
      compared,
      unreadable: judged.length - compared,
      ...(decided.length > 0 && {
        firstPreferred: decided.filter(({ preferred }) => preferred === 'first').length / decided.length,
      }),
    },
  };
}
