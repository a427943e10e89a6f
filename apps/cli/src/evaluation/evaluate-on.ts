import { hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  evaluate,
  readComparisons,
  type EvaluatedModel,
  type EvaluateOptions,
  type EvaluationLimitSettings,
  type EvaluationReport,
} from '@tuneloop/lora';
import type { Platform } from '@tuneloop/platform';
import { createCountProgress, type CountProgress } from '../terminal/count-progress.ts';
import { evaluatedModel } from './load-adapter.ts';

export interface EvaluateOnOptions {
  adapter?: string | undefined;
  against?: string | undefined;
  data?: string | undefined;
  checks?: string | undefined;
  regression?: string | undefined;
  comparisons?: string | undefined;
  judge?: string | undefined;
  limits?: EvaluationLimitSettings | undefined;
  reasoning?: boolean | undefined;
  seed?: number | undefined;
}

const titles = {
  'held-out': 'Held-out answers',
  answers: 'Answering',
  said: 'What was answered',
  checks: 'Checks',
  regression: 'Regression checks',
  judge: 'Judging',
} as const;

/**
 * Evaluates with a platform's default model. What was measured is kept in the cache folder until the evaluation is done,
 * so that the same one goes on after it was interrupted.
 *
 * Errors: those of `evaluate`, of loading the models, and of `evaluatedModel`.
 */
export async function evaluateOn(
  platform: Platform,
  options: EvaluateOnOptions,
  signal: AbortSignal,
): Promise<EvaluationReport> {
  const { seed, limits, reasoning } = options;
  const files = {
    validation: absolute(options.data),
    checks: absolute(options.checks),
    regression: absolute(options.regression),
  };
  const comparisons =
    options.comparisons === undefined ? undefined : await readComparisons(absolute(options.comparisons)!, signal);
  const model = await platform.host.ready({ signal });
  const { adapterRegistry } = platform;
  const before = await evaluatedModel(model, adapterRegistry, options.against, signal);
  const after = await evaluatedModel(model, adapterRegistry, options.adapter, signal);
  const subject = hash(
    'sha256',
    JSON.stringify([before.adapters, after.adapters, files, options.judge, seed, limits, reasoning]),
  );
  const checkpoint = join(platform.config.folders.cache, 'evaluations', `${subject.slice(0, 16)}.jsonl`);
  const report = await withJudge(platform, { judge: options.judge, signal }, (judge) =>
    withProgress((onProgress) =>
      evaluate({
        before,
        after,
        judge,
        ...files,
        comparisons,
        seed,
        limits,
        reasoning,
        checkpoint,
        signal,
        onProgress,
      }),
    ),
  );
  await rm(checkpoint, { force: true });
  return report;
}

/** Relative to the working folder, as people write paths. */
function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

async function withJudge<T>(
  { provider }: Platform,
  { judge, signal }: { judge: string | undefined; signal: AbortSignal },
  work: (judge: EvaluatedModel | undefined) => Promise<T>,
): Promise<T> {
  if (judge === undefined) return work(undefined);
  await using model = await provider.acquire(judge, { signal });
  return await work({ model, name: judge });
}

/** One bar after the other, one for each phase. */
async function withProgress<T>(
  work: (onProgress: NonNullable<EvaluateOptions['onProgress']>) => Promise<T>,
): Promise<T> {
  let shown: { phase: string; bar: CountProgress } | undefined;
  try {
    return await work(({ phase, completed, total }) => {
      if (shown?.phase !== phase) {
        shown?.bar.stop();
        shown = { phase, bar: createCountProgress(process.stderr, titles[phase]) };
      }
      shown.bar.update(completed, total);
    });
  } finally {
    shown?.bar.stop();
  }
}
