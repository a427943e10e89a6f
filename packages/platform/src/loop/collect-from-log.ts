import { join } from 'node:path';
import type { CollectResult, RunFolder, TrainingMethod } from '@tuneloop/lora';
import { TuneloopError, type CallOptions, type InteractionQuery, type JobProgress } from '@tuneloop/protocol';
import type { ExportFormat, ExportSettingsInput } from '@tuneloop/rlhf';
import { countJudgements, type JudgedSource } from './judgement-count.ts';

export interface CollectOptions extends CallOptions {
  log: JudgedSource;
  method: TrainingMethod;
  /** The rows go into it, with a manifest that tells which answers they are made of. */
  folder: RunFolder;
  /** Judgements that there must be at least, of those made after `since`. */
  minRatings: number;
  /** ISO 8601, UTC: when the last loop collected. Rows are made of everything all the same. */
  since?: string | undefined;
  /** ISO 8601, UTC: nothing that was said later. With it, collecting again gives the same rows. */
  asOf: string;
  /** Only of these interactions. */
  where?: Omit<InteractionQuery, 'after' | 'limit' | 'rating'> | undefined;
  onProgress?: ((progress: JobProgress) => void) | undefined;
}

const settingsOf: Readonly<Record<TrainingMethod, ExportSettingsInput>> = {
  sft: { format: 'sft', sft: 'prompt-completion' },
  dpo: { format: 'dpo' },
  orpo: { format: 'dpo' },
  reward: { format: 'reward' },
  kto: { format: 'kto' },
  grpo: { format: 'grpo' },
  ppo: { format: 'ppo' },
};

/** What a person has to do for a method to have rows. */
const wanted: Readonly<Partial<Record<ExportFormat, string>>> = {
  sft: 'answers that are rated good, or corrected',
  dpo: 'corrected answers, comparisons, or a good and a bad answer to the same prompt',
  reward: 'corrected answers, comparisons, or a good and a bad answer to the same prompt',
  kto: 'answers that are rated good or bad',
};

/** Two are what a training needs at all. */
const fewestRows = 2;

/**
 * Makes rows for a method of all that people said of what was recorded. Rows of one conversation carry the same
 * `conversation`, so that no split parts them.
 *
 * Errors: `JOB_FAILED` (too few judgements, or too few rows came of them), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk),
 * `ABORTED`.
 */
export async function collectFromLog(options: CollectOptions): Promise<CollectResult> {
  const { log, method, folder, minRatings, since, asOf, where, signal, onProgress } = options;
  const ratings = await countJudgements({ log, where, since, until: asOf, signal });
  if (ratings < minRatings) throw tooFewRatings(ratings, minRatings, since);
  const settings = settingsOf[method];
  const file = collectedFile(folder);
  const { exportInteractions } = await import('@tuneloop/rlhf');
  const { rows, leftOut } = await exportInteractions({
    ...settings,
    log: { records: (query, call) => log.records(query, call) },
    ...(where && { where }),
    asOf,
    conversations: true,
    output: file,
    signal,
    onProgress,
  });
  if (rows < fewestRows) throw tooFewRows({ rows, ratings, method, format: settings.format, leftOut });
  return { file, format: settings.format, rows, ratings, leftOut };
}

/** Where rows of the log are in a run. */
export function collectedFile({ folder }: Pick<RunFolder, 'folder'>): string {
  return join(folder, 'data', 'collected.jsonl');
}

function tooFewRatings(ratings: number, minRatings: number, since: string | undefined): TuneloopError {
  const fresh = since === undefined ? '' : ` since the last loop (${since})`;
  const advice =
    'Rate more answers (`tuneloop rate`, the chat page, POST /v1/interactions/{id}/ratings), or ask for fewer.';
  return new TuneloopError('JOB_FAILED', `${ratings} of ${minRatings} ratings${fresh}. ${advice}`, {
    details: { reason: 'too-few-ratings', ratings, minRatings },
  });
}

function tooFewRows(found: {
  rows: number;
  ratings: number;
  method: TrainingMethod;
  format: ExportFormat;
  leftOut: Readonly<Record<string, number>>;
}): TuneloopError {
  const { rows, ratings, method, format, leftOut } = found;
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  const why = reasons.length > 0 ? ` (left out: ${reasons.join(', ')})` : '';
  const need = wanted[format] ?? 'prompts';
  const message =
    `Of ${ratings} ratings came ${rows === 1 ? 'one row' : 'no rows'} for ${method}${why}.` +
    ` It learns from ${need}; at least ${fewestRows} rows are needed. Another --method may fit what there is.`;
  return new TuneloopError('JOB_FAILED', message, { details: { reason: 'too-few-rows', rows, ratings, leftOut } });
}
