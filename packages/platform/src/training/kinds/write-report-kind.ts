import type { JobKind } from '@tuneloop/jobs';
import type { TrainingContext } from '../training-context.ts';
import { stepKind } from './step-kind.ts';

/** Says in words and plots what was done and found. */
export function writeReportKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'write-report',
    async run({ call, results }) {
      await training.steps.report({ ...call, results });
      return { written: ['report.md', 'report.html'] };
    },
  });
}
