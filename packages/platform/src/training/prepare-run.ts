import type { PreparedData, TrainingPlan } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { progressOf } from './phase-progress.ts';
import type { TrainingContext } from './training-context.ts';
import { trainingRunOf } from './training-run.ts';
import type { StepCall } from './training-steps.ts';

export interface PreparedRun {
  prepared: PreparedData;
  plan: TrainingPlan;
}

/**
 * Checks and splits the rows, makes what the driver needs, and says what the training will take.
 *
 * @param source of the rows; left out: that of the run.
 * @param warn is told what a person should know, a sentence each.
 *
 * Errors: those of `prepareData`, of the driver's `prepare`, of planning.
 */
export async function prepareRun(
  { driver, openModel, steps }: TrainingContext,
  call: StepCall,
  { source = call.run.data, warn }: { source?: string | undefined; warn: (message: string) => void },
): Promise<PreparedRun> {
  const { run, folder, onProgress } = call;
  if (source === undefined) throw new TuneloopError('INVALID_REQUEST', 'This run has no data. Give it a file.');
  const { prepareData, prepareEarlierRows } = await import('@tuneloop/lora');
  const { method, seed } = run.config;
  const { validation, maxProblems } = run;
  const prepared = await prepareData({ ...call, source, method, seed, validation, maxProblems });
  await prepareEarlierRows({ config: run.config, folder, maxProblems, signal: call.signal });
  for await (const event of driver.prepare(trainingRunOf(run, folder, prepared), call)) {
    if (event.type === 'phase') onProgress(progressOf(event));
    if (event.type === 'warning') warn(event.message);
  }
  // In use for as long as it takes to compare how training and serving read text.
  using opened = await openModel(run.base.path, call);
  const plan = await steps.plan({ ...call, prepared, serving: opened.model.tokenizer });
  for (const warning of plan.warnings) warn(warning);
  return { prepared, plan };
}
