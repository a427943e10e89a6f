import type { JobKind } from '@tuneloop/jobs';
import { withCandidate } from '../candidate-model.ts';
import type { TrainingContext } from '../training-context.ts';
import { writeJson } from '../write-json.ts';
import { stepKind } from './step-kind.ts';

/** Whether the engine does with the adapter what the trainer does. */
export function checkParityKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'check-parity',
    async run({ folder, call, need }) {
      const [prepared, result, converted] = [need('prepare'), need('train'), need('convert')];
      const parity = await withCandidate(training, call, converted, (candidate) =>
        training.steps.checkParity({ ...call, ...candidate, prepared, result, converted }),
      );
      await writeJson(folder.parity, parity);
      return parity;
    },
  });
}
