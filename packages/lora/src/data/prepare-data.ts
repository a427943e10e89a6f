import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  createRowWriter,
  splitPlace,
  writeDatasetManifest,
  type Row,
  type RowFormatName,
  type RowProblem,
} from '@tuneloop/datasets';
import { TuneloopError, type CallOptions, type ProgressListener } from '@tuneloop/protocol';
import type { TrainingMethod } from '../config/training-config.ts';
import type { RunFolder } from '../run/run-folder.ts';
import { dataWarnings } from './data-warnings.ts';
import { hashSource } from './hash-source.ts';
import { emptySource, sourceRows } from './source-rows.ts';
import { splitThreshold } from './split-threshold.ts';
import { refuseProblems, refuseTooFew, surveySource, type Survey } from './survey.ts';

export interface PrepareDataOptions extends CallOptions {
  /** JSONL, JSON, CSV, TSV or Parquet, compressed or not. */
  source: string;
  method: TrainingMethod;
  /** `train`, `validation` and `dataManifest` are written. */
  folder: RunFolder;
  /** Left out: what the first rows say. */
  format?: RowFormatName | undefined;
  /**
   * Rows to measure on and not to train on: a file of them, or the fraction of the source's (0: none). Default 0.1, and at
   * least two conversations where there are ten rows.
   */
  validation?: string | number | undefined;
  /** Another seed, another split. Default 42. */
  seed?: number | undefined;
  /** Bad rows of a file that may be left out. Default 0: nothing is prepared while there is one. */
  maxProblems?: number | undefined;
  onProgress?: ProgressListener | undefined;
}

/** Rows are checked, split and counted. */
export interface PreparedData {
  format: RowFormatName;
  /** To train on, as the trainer gets them. */
  rows: number;
  validationRows: number;
  /** Of the source, bad ones included. */
  sourceRows: number;
  /** Rows of the source, by reason. */
  leftOut: Readonly<Record<string, number>>;
  /** The first of them, with their lines. */
  problems: readonly RowProblem[];
  /** Of the source as it is stored; hex. */
  sha256: string;
  /** What a person should know before training on them. */
  warnings: readonly string[];
}

/**
 * Makes the trainer's rows of any file of training data. Every row is checked; a conversation is never parted between
 * training and validation; the same source, options and seed give the same bytes. The source is read twice, a row at a
 * time, and nothing is written before all of it was found to be right.
 *
 * Errors: `INVALID_REQUEST` (bad rows, with their lines in `details.problems`; no rows, or too few; rows of the wrong kind;
 * a source that is changed meanwhile), `NOT_FOUND`, `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
 */
export async function prepareData(options: PrepareDataOptions): Promise<PreparedData> {
  const { source, folder, method, validation = 0.1, maxProblems = 0 } = options;
  const seed = String(options.seed ?? 42);
  const isFile = typeof validation === 'string';
  const fraction = isFile ? 0 : checkedFraction(validation);
  const survey = await surveyed(source, options, seed);
  const heldOut = isFile ? await surveyed(validation, options, seed, survey.seen) : undefined;
  for (const found of heldOut ? [survey, heldOut] : [survey]) refuseProblems(found, maxProblems);
  refuseTooFew(survey);

  const threshold = splitThreshold(fraction, survey);
  const rows = { train: 0, validation: 0 };
  await mkdir(dirname(folder.train), { recursive: true });
  await using train = await createRowWriter(folder.train, { format: 'jsonl' });
  await using rest = await createRowWriter(folder.validation, { format: 'jsonl' });
  const write = async (row: Row, isHeldOut: boolean): Promise<void> => {
    rows[isHeldOut ? 'validation' : 'train'] += 1;
    await (isHeldOut ? rest : train).write(row);
  };
  await readAgain(survey, options, (row, group) => write(row, splitPlace(group, seed) < threshold));
  if (heldOut) await readAgain(heldOut, options, (row) => write(row, true));
  const files = [{ split: 'train', ...(await train.finish()) }];
  // That of an earlier attempt would be taken for this one's.
  if (rows.validation === 0) await rm(folder.validation, { force: true });
  else files.push({ split: 'validation', ...(await rest.finish()) });

  const prepared: PreparedData = {
    format: survey.format,
    rows: rows.train,
    validationRows: rows.validation,
    sourceRows: survey.sourceRows + (heldOut?.sourceRows ?? 0),
    leftOut: sums(survey.problems.countByReason, heldOut?.problems.countByReason),
    problems: survey.problems.first.toSorted((a, b) => a.line - b.line),
    sha256: survey.sha256,
    warnings: dataWarnings(survey, {
      method,
      rows: rows.train,
      validationRows: rows.validation,
      wantsValidation: isFile || fraction > 0,
      heldOut,
    }),
  };
  await writeDatasetManifest(folder.dataManifest, {
    version: 1,
    name: 'training data',
    files: files.map(({ path, rows: count, bytes, sha256, split }) => ({
      name: basename(path),
      rows: count,
      bytes,
      sha256,
      split,
    })),
    sources: (heldOut ? [survey, heldOut] : [survey]).map(({ path, sha256 }) => ({ name: basename(path), sha256 })),
    options: { method, format: survey.format, validation: isFile ? basename(validation) : fraction, seed },
    counts: { read: prepared.sourceRows, written: rows.train + rows.validation, leftOut: { ...prepared.leftOut } },
  });
  return prepared;
}

async function surveyed(
  path: string,
  { method, format, signal, onProgress }: PrepareDataOptions,
  seed: string,
  others?: ReadonlySet<number>,
): Promise<Survey> {
  const survey = await surveySource(path, {
    method,
    format,
    signal,
    seed,
    others,
    onProgress: ({ bytes, totalBytes = 0 }) => {
      onProgress?.({ phase: 'read', completed: bytes, total: totalBytes * 2, label: basename(path) });
    },
  });
  if (survey.sourceRows === 0) throw emptySource(basename(path));
  return survey;
}

/** Errors: `INVALID_REQUEST` when the file is not what it was. */
async function readAgain(
  survey: Survey,
  { method, signal, onProgress }: PrepareDataOptions,
  write: (row: Row, group: string) => Promise<void>,
): Promise<void> {
  const { path, format, sha256 } = survey;
  const name = basename(path);
  const again = sourceRows(path, {
    method,
    format,
    signal,
    onProblem: () => {
      // Told by the survey.
    },
    onProgress: ({ bytes, totalBytes = 0 }) => {
      onProgress?.({ phase: 'read', completed: totalBytes + bytes, total: totalBytes * 2, label: name });
    },
  });
  for await (const { rows, group } of again) for (const row of rows) await write(row, group);
  if ((await hashSource(path, signal)) === sha256) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${name} was changed while it was read. Start again when nobody writes to it any more.`,
    { details: { file: name }, retryable: true },
  );
}

function checkedFraction(fraction: number): number {
  if (fraction >= 0 && fraction < 1) return fraction;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `The fraction of rows to validate on must be from 0 to below 1, not ${fraction}.`,
  );
}

function sums(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>> = {}): Record<string, number> {
  const total: Record<string, number> = { ...a };
  for (const [reason, count] of Object.entries(b)) total[reason] = (total[reason] ?? 0) + count;
  return total;
}
