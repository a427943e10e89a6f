import type { JobKind } from '@tuneloop/jobs';
import { withCandidate } from '../candidate-model.ts';
import type { TrainingContext } from '../training-context.ts';
import { stepKind } from './step-kind.ts';

/** Measures what is live against what was trained. */
export function evaluateKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'evaluate',
    run: ({ run, call, need }) =>
      withCandidate(training, call, need('convert'), async (candidate) => {
        if (run.judge === undefined) return training.steps.evaluate({ ...call, ...candidate });
        using judge = await training.openModel(run.judge, call);
        return await training.steps.evaluate({ ...call, ...candidate, judge: judge.model });
      }),
  });
}
