import { throwIfAborted } from '@tuneloop/protocol';
import { NotExpressible } from '../rows/not-expressible.ts';
import type { NumberedRow, Row } from '../rows/row.ts';
import { reportProblem, type RowProblemListener } from '../rows/row-problem.ts';
import type { TextTemplate } from '../templates/text-template.ts';
import { createTextWriter } from '../templates/text-writer.ts';
import { convertExample } from './convert-example.ts';
import type { RowFormat } from './row-format.ts';
import { rowFormats, type RowFormatName } from './row-formats.ts';
import type { TrainingExample } from './training-example.ts';
import { parseRows } from './parse-rows.ts';

export interface ConvertRowsOptions {
  from: RowFormatName;
  to: RowFormatName;
  /** How messages become text, for formats of plain text. */
  template?: TextTemplate | undefined;
  /** Hears of rows that are left out; without a listener the first is an error. */
  onProblem?: RowProblemListener | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Rows of one format as rows of another. A row may become several (a pair: a good answer and a bad one), or none, and then
 * `onProblem` hears why. Columns without a meaning stay, where the other format allows such.
 *
 * Errors: `INVALID_REQUEST` (a bad row where nobody listens), `ABORTED`.
 */
export async function* convertRows(
  rows: AsyncIterable<NumberedRow>,
  { from, to, template, onProblem, signal }: ConvertRowsOptions,
): AsyncGenerator<NumberedRow> {
  const format: RowFormat = rowFormats[to];
  const texts = createTextWriter(template);
  for await (const { example, line } of parseRows(rows, { format: from, onProblem, signal })) {
    throwIfAborted(signal);
    try {
      for (const converted of await convertExample(example, format.kind, template)) {
        yield { row: await writeExample(converted, format, texts), line };
      }
    } catch (error) {
      if (!(error instanceof NotExpressible)) throw error;
      reportProblem(onProblem, { line, reason: 'not-expressible', message: error.message });
    }
  }
}

async function writeExample(
  example: TrainingExample,
  format: RowFormat,
  texts: ReturnType<typeof createTextWriter>,
): Promise<Row> {
  const row = await format.write(example, texts);
  if (!format.open || !example.columns) return row;
  const others = Object.entries(example.columns).filter(([column]) => !(column in row));
  return { ...row, ...Object.fromEntries(others) };
}
