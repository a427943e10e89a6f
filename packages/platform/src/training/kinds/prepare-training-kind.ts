import type { JobKind } from '@tuneloop/jobs';
import type { PrepareResult } from '@tuneloop/lora';
import { prepareRun } from '../prepare-run.ts';
import type { TrainingContext } from '../training-context.ts';
import { writeJson } from '../write-json.ts';
import { stepKind } from './step-kind.ts';

/** What has to be right and there before a model is trained. */
export function prepareTrainingKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'prepare-training',
    async run({ folder, call, results, warn }): Promise<PrepareResult> {
      const { prepared, plan } = await prepareRun(training, call, { source: results.collect?.file, warn });
      await writeJson(folder.plan, plan);
      const { rows, validationRows, leftOut } = prepared;
      return { rows, validationRows, leftOut, plan };
    },
  });
}
