import { Readable } from 'node:stream';
import { TuneloopError } from '@tuneloop/protocol';
import { parse, type CsvError } from 'csv-parse';
import type { NumberedRow, Row } from '../rows/row.ts';
import { reportProblem, type RowProblem } from '../rows/row-problem.ts';
import type { RowParserOptions } from './row-parser.ts';

interface ParsedRecord {
  record: Row;
  raw: string;
  info: { lines: number };
}

/**
 * CSV with a header line (RFC 4180). All cells are text; checks of a format read JSON, numbers and booleans out of them
 * where it wants such. *
 * Errors: `INVALID_REQUEST` (not UTF-8).
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  { onProblem, maxRowBytes, delimiter }: RowParserOptions & { delimiter: string },
): AsyncGenerator<NumberedRow> {
  const problems: RowProblem[] = [];
  // Behind these the parser no longer knows where a record begins.
  let lost = false;
  const parser = parse({
    columns: true,
    bom: true,
    info: true,
    raw: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxRowBytes,
    delimiter,
    on_skip: (error) => {
      if (error && !lost) problems.push(problemOf(error, maxRowBytes));
      lost ||= error?.code === 'CSV_INVALID_CLOSING_QUOTE' || error?.code === 'CSV_MAX_RECORD_SIZE';
      return undefined;
    },
  });
  const input = Readable.from(decoded(bytes));
  input.on('error', (error) => parser.destroy(error));
  const report = (): void => {
    for (const problem of problems.splice(0)) reportProblem(onProblem, problem);
  };
  try {
    for await (const { record, raw, info } of input.pipe(parser) as AsyncIterable<ParsedRecord>) {
      report();
      const inside = raw.trim().split('\n').length - 1;
      yield { row: record, line: info.lines - inside };
    }
    report();
  } finally {
    input.destroy();
    parser.destroy();
  }
}

function problemOf({ code, message, ...error }: CsvError, maxRowBytes: number): RowProblem {
  const line = Number(error['lines']);
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return { line, reason: 'torn', message: 'the file ends inside a quoted cell' };
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    const reason = 'too-long' as const;
    return { line, reason, message: `the row is longer than ${maxRowBytes} bytes; what follows was not read` };
  }
  if (code === 'CSV_INVALID_CLOSING_QUOTE') {
    const reason = 'malformed-csv' as const;
    return { line, reason, message: 'a quote ends inside a cell; what follows was not read' };
  }
  return { line, reason: 'malformed-csv', message: message.replace(/ on line \d+$/, '') };
}

/** Comma, semicolon or tab: whichever the header line has most of, outside of quotes. */
export function delimiterOf(head: Uint8Array): string {
  const header =
    new TextDecoder()
      .decode(head)
      .replaceAll(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).delimiter;
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TuneloopError('INVALID_REQUEST', 'The CSV is not UTF-8. Save it as UTF-8 and try again.', {
      cause: error,
    });
  }
}
