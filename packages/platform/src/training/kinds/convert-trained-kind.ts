import type { JobKind } from '@tuneloop/jobs';
import type { TrainingContext } from '../training-context.ts';
import { stepKind } from './step-kind.ts';

/** Makes of what was trained what the engine reads. */
export function convertTrainedKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'convert-trained',
    run: ({ call, need }) => training.steps.convert({ ...call, prepared: need('prepare'), result: need('train') }),
  });
}
