import { defineJobKind, type JobContext, type JobKind } from '@tuneloop/jobs';
import type { RunFolder, RunResults } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { withoutFolders } from '../../models/model-state.ts';
import { outOfRun, withinRun } from '../result-paths.ts';
import type { StoredRun } from '../stored-run.ts';
import type { TrainingContext } from '../training-context.ts';
import { trainingFailure } from '../training-failure.ts';
import type { StepCall } from '../training-steps.ts';

/** A step of a run while it runs. */
export interface RunningStep {
  training: TrainingContext;
  job: JobContext;
  run: StoredRun;
  folder: RunFolder;
  /** For functions that report how far they are. */
  call: StepCall;
  /** What the steps before it have found. */
  results: Partial<RunResults>;
  /** Errors: `INVALID_REQUEST` when that step is none of those before it. */
  need<Name extends keyof RunResults>(name: Name): RunResults[Name];
  warn(message: string): void;
}

export interface StepKindOptions {
  /** Of the kind. */
  name: string;
  concurrency?: number | undefined;
  run: (step: RunningStep) => Promise<unknown>;
}

const input = z.strictObject({
  /** The id of a run. */
  run: z.string().min(1).max(100),
});

/**
 * A step of runs as a kind of job: begun again where it was killed. Its result and its failures name no folder of this
 * machine.
 */
export function stepKind(training: TrainingContext, { name, concurrency, run: work }: StepKindOptions): JobKind {
  return defineJobKind({
    name,
    input,
    resumable: true,
    concurrency,
    async run({ run: id }, job) {
      try {
        const run = await training.runs.read(id);
        const folder = training.runs.folderOf(id);
        const results = Object.fromEntries(
          Object.entries(job.results).map(([step, result]) => [step, outOfRun(result, folder.folder)]),
        ) as Partial<RunResults>;
        const { signal, progress } = job;
        const result = await work({
          training,
          job,
          run,
          folder,
          call: { run, folder, signal, onProgress: progress },
          results,
          need: (step) => results[step] ?? missing(step),
          warn: (message) => job.log(withoutFolders(message), 'warn'),
        });
        return withinRun(result, folder.folder);
      } catch (error) {
        throw trainingFailure(error);
      }
    },
  });
}

function missing(step: string): never {
  const message = `This is a step of a training and comes after "${step}". Start the training as a whole: tuneloop finetune`;
  throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'after' } });
}
