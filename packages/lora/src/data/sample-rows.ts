import { createProblemLog, createRowWriter, splitPlace, type Row } from '@tuneloop/datasets';
import { throwIfAborted, TuneloopError, type CallOptions } from '@tuneloop/protocol';
import type { TrainingMethod } from '../config/training-config.ts';
import { emptySource, formatOfSource, sourceRows } from './source-rows.ts';

export interface SampleRowsOptions extends CallOptions {
  /** JSONL, JSON, CSV, TSV or Parquet, compressed or not. */
  source: string;
  /** JSONL, as the trainer of `method` gets its rows. */
  output: string;
  method: TrainingMethod;
  /** At most. */
  rows: number;
}

/**
 * Writes some rows of a file, from all over it: the same source gives the same ones. One of each conversation is enough;
 * bad rows are passed over.
 *
 * @returns how many were written.
 *
 * Errors: `INVALID_REQUEST` (no row is of use), `NOT_FOUND`, `STORE_FAILED`, `ABORTED`.
 */
export async function sampleRows(options: SampleRowsOptions): Promise<number> {
  const { source, output, method, rows: wanted, signal } = options;
  const format = await formatOfSource(source, { method, signal });
  const problems = createProblemLog({ keep: 1 });
  let found: { place: number; row: Row }[] = [];
  const keepFirst = (): void => {
    found = found.toSorted((one, other) => one.place - other.place).slice(0, wanted);
  };
  for await (const { rows, group } of sourceRows(source, { method, format, onProblem: problems.onProblem, signal })) {
    throwIfAborted(signal);
    const row = rows.at(-1);
    if (row !== undefined) found.push({ place: splitPlace(group, 'sample'), row });
    if (found.length > 4 * wanted) keepFirst();
  }
  keepFirst();
  if (found.length === 0) {
    const [first] = problems.first;
    if (first === undefined) throw emptySource(source);
    throw new TuneloopError(
      'INVALID_REQUEST',
      `No row of ${source} can be used. Line ${first.line}: ${first.message}.`,
    );
  }
  await using writer = await createRowWriter(output, { format: 'jsonl' });
  for (const { row } of found) await writer.write(row);
  await writer.finish();
  return found.length;
}
