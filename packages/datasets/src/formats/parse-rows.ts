import { throwIfAborted } from '@tuneloop/protocol';
import type { NumberedRow } from '../rows/row.ts';
import { reportProblem, type RowProblemListener } from '../rows/row-problem.ts';
import { parseRow } from './parse-row.ts';
import type { RowFormatName } from './row-formats.ts';
import type { TrainingExample } from './training-example.ts';

export interface NumberedExample extends NumberedRow {
  example: TrainingExample;
}

/**
 * Checks each row against a format and says what it says. Rows that are wrong are left out, and `onProblem` hears the first
 * thing that is wrong with each; without a listener the first is an error.
 *
 * Errors: `INVALID_REQUEST`, `ABORTED`.
 */
export async function* parseRows(
  rows: AsyncIterable<NumberedRow>,
  options: { format: RowFormatName; onProblem?: RowProblemListener | undefined; signal?: AbortSignal | undefined },
): AsyncGenerator<NumberedExample> {
  for await (const { row, line } of rows) {
    throwIfAborted(options.signal);
    const parsed = parseRow(row, options.format);
    if ('flaw' in parsed) reportProblem(options.onProblem, { line, ...parsed.flaw });
    else yield { row, line, example: parsed.example };
  }
}
