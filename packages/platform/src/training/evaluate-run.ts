import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluate, readComparisons, writeEvaluation, type EvaluationResult } from '@tuneloop/lora';
import { isThere } from '../files/is-there.ts';
import type { TrainingSteps } from './training-steps.ts';

/** Measures what was trained against what is live, on what was kept from training and on what the request names. */
export const evaluateRun: TrainingSteps['evaluate'] = async (call): Promise<EvaluationResult> => {
  const { run, folder, model, live, liveName, candidate, judge, signal, onProgress } = call;
  const { checks, regression } = run;
  const after = `${run.base.id}:${run.name}`;
  const validation = (await isThere(folder.validation)) ? folder.validation : undefined;
  const comparisons = run.comparisons === undefined ? undefined : await readComparisons(run.comparisons, signal);
  if ([validation, checks, regression, comparisons].every((given) => given === undefined)) {
    // The gate says what it misses.
    return { metrics: {}, counts: {}, before: liveName, after };
  }
  const checkpoint = join(folder.folder, 'evaluation-items.jsonl');
  const report = await evaluate({
    before: { model, adapters: live, name: liveName },
    after: { model, adapters: candidate, name: after },
    judge: judge && { model: judge },
    validation,
    checks,
    regression,
    comparisons,
    seed: run.config.seed,
    checkpoint,
    signal,
    onProgress,
  });
  await writeEvaluation(folder.evaluation, report);
  await rm(checkpoint, { force: true });
  const { metrics, counts } = report;
  return { metrics, counts, before: liveName, after };
};
