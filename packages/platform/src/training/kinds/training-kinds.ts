import type { JobKind } from '@tuneloop/jobs';
import type { TrainingContext } from '../training-context.ts';
import { checkParityKind } from './check-parity-kind.ts';
import { convertTrainedKind } from './convert-trained-kind.ts';
import { evaluateKind } from './evaluate-kind.ts';
import { gateKind } from './gate-kind.ts';
import { prepareTrainingKind } from './prepare-training-kind.ts';
import { publishKind } from './publish-kind.ts';
import { trainKind } from './train-kind.ts';
import { writeReportKind } from './write-report-kind.ts';

/** A kind of job for each step of a run. */
export function trainingKinds(training: TrainingContext): JobKind[] {
  return [
    prepareTrainingKind(training),
    trainKind(training),
    convertTrainedKind(training),
    checkParityKind(training),
    evaluateKind(training),
    gateKind(training),
    publishKind(training),
    writeReportKind(training),
  ];
}
