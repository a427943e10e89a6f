import type { JobKind } from '@tuneloop/jobs';
import { prepareData, type PrepareResult } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { progressOf } from '../phase-progress.ts';
import { trainingRunOf } from '../training-run.ts';
import type { TrainingContext } from '../training-context.ts';
import { writeJson } from '../write-json.ts';
import { stepKind } from './step-kind.ts';

/** Checks and splits the rows, makes what the driver needs, and says what the training will take. */
export function prepareTrainingKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'prepare-training',
    async run({ run, folder, call, results, warn }): Promise<PrepareResult> {
      const source = run.data ?? results.collect?.file;
      if (source === undefined) throw new TuneloopError('INVALID_REQUEST', 'This run has no data. Give it a file.');
      const { method, seed } = run.config;
      const { validation, maxProblems } = run;
      const prepared = await prepareData({ ...call, source, method, seed, validation, maxProblems });
      const trainingRun = trainingRunOf(run, folder, prepared);
      for await (const event of training.driver.prepare(trainingRun, call)) {
        if (event.type === 'phase') call.onProgress(progressOf(event));
        if (event.type === 'warning') warn(event.message);
      }
      const plan = await training.steps.plan({ ...call, prepared });
      for (const warning of plan.warnings) warn(warning);
      await writeJson(folder.plan, plan);
      const { rows, validationRows, leftOut } = prepared;
      return { rows, validationRows, leftOut, plan };
    },
  });
}
