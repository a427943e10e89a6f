import { TuneloopError } from '@tuneloop/protocol';
import type { CheckOutcome } from './checks/check-outcome.ts';
import { readChecks } from './checks/read-checks.ts';
import { runChecks } from './checks/run-checks.ts';
import { summarizeChecks, summarizeRegression } from './checks/summarize-checks.ts';
import { compareSamples } from './comparison/compare-samples.ts';
import type { HumanComparison } from './comparison/comparison.ts';
import { winRate } from './comparison/win-rate.ts';
import { evaluationLimitsSchema, type EvaluateOptions } from './evaluate-options.ts';
import { nameOf } from './evaluated-model.ts';
import type { AnswerSample, EvaluationReport } from './evaluation-report.ts';
import type { EvaluationRun } from './evaluation-run.ts';
import type { HeldOutMeasurement } from './held-out/measure-held-out.ts';
import { measureHeldOut } from './held-out/measure-held-out.ts';
import { openItemLog } from './item-log.ts';
import { summarizeTexts } from './text-metrics/summarize-texts.ts';

/**
 * Measures what was trained against what was there before: the likelihood of held-out answers, checks, and comparisons of
 * what both say. All of it goes through `LoadedModel.generate`, so that what is measured is what is served. Requests come
 * one at a time, for an owner of their own (`evaluation`), so that those of users are not held up.
 *
 * Errors: `INVALID_REQUEST` (nothing to measure with, files that are wrong), `NOT_FOUND` (files, adapters), `UNSUPPORTED`
 * (an engine that does not tell a prompt's log-probabilities), those of `LoadedModel.generate`, `STORE_FAILED`, `ABORTED`.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationReport> {
  const startedAt = performance.now();
  const run = await openRun(options);
  // Read first: what is wrong with a file should not show after an hour.
  const [checks, regressionChecks] = [await readFileOf(options.checks), await readFileOf(options.regression)];
  const heldOut = options.validation === undefined ? nothing : await measureHeldOut(run, options.validation);
  const outcomes = await runChecks(run, 'checks', checks);
  const regression = await runChecks(run, 'regression', regressionChecks);
  const judged = run.judge && heldOut.samples.length > 0 && (await compareSamples(run, heldOut.samples, run.judge));
  const samples = judged ? judged.samples : heldOut.samples;
  const { comparisons = [] } = options;
  const compared = comparisons.length > 0 ? comparisons : choicesOf(samples);
  const figures = [
    ...heldOut.figures,
    summarizeChecks(outcomes, run.seed),
    summarizeRegression(regression),
    summarizeTexts(referencesOf(outcomes, samples)),
    winRate(compared),
  ];
  return {
    version: 1,
    metrics: Object.assign({}, ...figures.map(({ metrics }) => metrics)) as Record<string, number>,
    intervals: Object.assign({}, ...figures.map(({ intervals }) => intervals)) as EvaluationReport['intervals'],
    counts: {
      held_out: heldOut.scores.length,
      held_out_tokens: heldOut.scores.flatMap(({ answers }) => answers).reduce((sum, { tokens }) => sum + tokens, 0),
      answers: samples.length,
      checks: outcomes.length,
      regression: regression.length,
      comparisons: compared.length,
    },
    before: nameOf(run.before),
    after: nameOf(run.after),
    leftOut: heldOut.leftOut,
    rows: heldOut.scores,
    samples,
    checks: outcomes,
    regression,
    ...(judged && { judge: judged.judge }),
    ...(compared.length > 0 && { comparedBy: comparisons.length > 0 ? 'people' : 'judge' }),
    seconds: (performance.now() - startedAt) / 1000,
  };

  function readFileOf(path: string | undefined): ReturnType<typeof readChecks> {
    return path === undefined ? Promise.resolve([]) : readChecks(path, options.signal);
  }
}

const nothing: HeldOutMeasurement = { scores: [], samples: [], leftOut: {}, figures: [] };

async function openRun(options: EvaluateOptions): Promise<EvaluationRun> {
  const { before, after, judge, seed = 42, reasoning = false, signal, onProgress } = options;
  if (
    [options.validation, options.checks, options.regression].every((file) => file === undefined) &&
    !options.comparisons
  ) {
    const message = 'There is nothing to evaluate with: give held-out rows, checks, regression checks or comparisons.';
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const parsed = evaluationLimitsSchema.safeParse(options.limits ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TuneloopError('INVALID_REQUEST', `limits.${issue!.path.join('.')}: ${issue!.message}.`);
  }
  const subject = [before, after, judge].map(
    (side) => side && { model: side.model.info.id, sha256: side.model.info.sha256, adapters: side.adapters ?? [] },
  );
  const log = await openItemLog(options.checkpoint, { subject, limits: parsed.data, reasoning, seed });
  const limits = parsed.data;
  return { before, after, judge, limits, reasoning: { enabled: reasoning }, seed, log, signal, onProgress };
}

function choicesOf(samples: readonly AnswerSample[]): HumanComparison[] {
  return samples.flatMap(({ judged }) => (judged ? [{ choice: judged.outcome }] : []));
}

function referencesOf(
  outcomes: readonly CheckOutcome[],
  samples: readonly AnswerSample[],
): Parameters<typeof summarizeTexts>[0] {
  const compared = outcomes.flatMap(({ expect, before, after }) =>
    expect.text === undefined ? [] : [{ reference: expect.text, before: before.answer, after: after.answer }],
  );
  // Texts that were given to be compared say what is meant; held-out answers stand in for them.
  if (compared.length > 0) return compared;
  return samples.flatMap(({ reference, before, after }) =>
    reference === undefined ? [] : [{ reference, before, after }],
  );
}
