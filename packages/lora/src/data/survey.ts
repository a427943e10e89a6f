import { hash } from 'node:crypto';
import { basename } from 'node:path';
import { createProblemLog, splitPlace, type ProblemLog, type Row, type RowFormatName } from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import { hashSource } from './hash-source.ts';
import { formatOfSource, sourceRows, type SourceOptions } from './source-rows.ts';

/** What a first reading of a file found: nothing is written before it is known to be right. */
export interface Survey {
  path: string;
  sha256: string;
  format: RowFormatName;
  /** Of the source, right or not. */
  sourceRows: number;
  /** That the trainer would get. */
  rows: number;
  problems: ProblemLog;
  /** Rows that say exactly what an earlier one says, of the first million. */
  duplicates: number;
  /** Rows that say exactly what one of `others` says. */
  shared: number;
  /** Of rows with a label (`kto`), the good ones. */
  good: number;
  /** Places of the groups that come first, second and last in the split. */
  places: { first: number; second: number; last: number };
  /** One number for each of the first million rows. */
  seen: ReadonlySet<number>;
}

export interface SurveyOptions extends Omit<SourceOptions, 'onProblem'> {
  seed: string;
  /** `seen` of another file. */
  others?: ReadonlySet<number> | undefined;
}

/** Problems whose lines are told. */
const keptProblems = 20;

/** Some 50 MB of numbers. */
const comparedRows = 1_000_000;

/** Errors: those of `formatOfSource` and of `hashSource`. */
export async function surveySource(path: string, options: SurveyOptions): Promise<Survey> {
  const { seed, others, signal } = options;
  const sha256 = await hashSource(path, signal);
  const problems = createProblemLog({ keep: keptProblems });
  const format = await formatOfSource(path, options);
  const counts = { sourceRows: 0, rows: 0, good: 0, duplicates: 0, shared: 0 };
  const places = { first: 1, second: 1, last: 0 };
  const seen = new Set<number>();
  for await (const { rows, group } of sourceRows(path, { ...options, format, onProblem: problems.onProblem })) {
    const place = splitPlace(group, seed);
    if (place < places.first) [places.first, places.second] = [place, places.first];
    else if (place > places.first) places.second = Math.min(places.second, place);
    places.last = Math.max(places.last, place);
    counts.sourceRows += 1;
    for (const row of rows) {
      counts.rows += 1;
      if (row['label'] === true) counts.good += 1;
      const number = numberOf(row);
      if (others?.has(number)) counts.shared += 1;
      if (seen.has(number)) counts.duplicates += 1;
      else if (seen.size < comparedRows) seen.add(number);
    }
  }
  counts.sourceRows += problems.count;
  return { path, sha256, format, problems, places, seen, ...counts };
}

/** 52 bits of its digest: among a million rows, one chance in ten thousand that two are taken for one. */
function numberOf(row: Row): number {
  return Number.parseInt(hash('sha256', JSON.stringify(row), 'hex').slice(0, 13), 16);
}

/** Errors: `INVALID_REQUEST`, with `details.problems` (the first ones) and `details.reasons` (all, counted). */
export function refuseProblems({ path, problems, sourceRows }: Survey, maxProblems: number): void {
  if (problems.count <= maxProblems) return;
  const name = basename(path);
  const first = problems.first.toSorted((a, b) => a.line - b.line);
  const shown = first.slice(0, 3).map(({ line, message }) => `line ${line}: ${message}`);
  const more = problems.count - shown.length;
  const list = `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${problems.count} of ${sourceRows} rows of ${name} cannot be trained on (${list}). Correct them, or allow so many to be left out with maxProblems.`,
    { details: { file: name, rows: sourceRows, problems: first, reasons: problems.countByReason } },
  );
}

const fewestRows = 2;

/** Errors: `INVALID_REQUEST`. */
export function refuseTooFew({ path, rows }: Survey): void {
  if (rows >= fewestRows) return;
  const name = basename(path);
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${name} has ${rows === 1 ? 'one row' : 'no rows'} to train on. At least ${fewestRows} are needed, and little is learnt from less than some dozens.`,
    { details: { file: name, rows } },
  );
}
