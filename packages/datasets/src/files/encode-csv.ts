import { TuneloopError } from '@tuneloop/protocol';
import { stringify } from 'csv-stringify/sync';
import type { RowEncoder } from './row-encoder.ts';

const rowsAtOnce = 256;

/**
 * CSV (RFC 4180, but with `\n`) with a header line. Lists and objects become JSON text; what is missing becomes an empty
 * cell.
 *
 * @param columns left out: those of the first row.
 */
export function createCsvEncoder(delimiter: string, columns: readonly string[] | undefined): RowEncoder {
  let header = columns;
  let headerWritten = false;
  let count = 0;
  let gathered: string[][] = [];

  const flush = (): string => {
    const records = headerWritten ? gathered : [[...(header ?? [])], ...gathered];
    headerWritten = true;
    gathered = [];
    // Quoted where another reader might see a border; an empty line would be none.
    return stringify(records, { delimiter, quoted_match: /[\r\n;\t]/, quoted_empty: header?.length === 1 });
  };
  return {
    encode: (row) => {
      header ??= Object.keys(row);
      count += 1;
      const known = new Set(header);
      const unknown = Object.keys(row).find((column) => !known.has(column));
      if (unknown !== undefined) throw unknownColumn(unknown, count);
      gathered.push(header.map((column) => cellOf(row[column])));
      return gathered.length >= rowsAtOnce ? flush() : undefined;
    },
    end: () => (header === undefined ? undefined : flush()),
  };
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unknownColumn(column: string, row: number): TuneloopError {
  return new TuneloopError(
    'INVALID_REQUEST',
    `Row ${row} has the column "${column}", which the first row does not have. Name all columns with \`columns\`, or write JSONL.`,
    { details: { column, row } },
  );
}
