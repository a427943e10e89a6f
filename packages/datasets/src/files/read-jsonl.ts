import type { NumberedRow, Row } from '../rows/row.ts';
import { reportProblem } from '../rows/row-problem.ts';
import { decodeUtf8, splitLines } from './lines.ts';
import type { RowParserOptions } from './row-parser.ts';

/** JSONL (one object on each line, https://jsonlines.org). Blank lines are passed over. */
export async function* readJsonl(
  bytes: AsyncIterable<Uint8Array>,
  { onProblem, maxRowBytes }: RowParserOptions,
): AsyncGenerator<NumberedRow> {
  for await (const { line, bytes: content, unfinished } of splitLines(bytes, maxRowBytes)) {
    if (!content) {
      reportProblem(onProblem, { line, reason: 'too-long', message: `the line is longer than ${maxRowBytes} bytes` });
      continue;
    }
    const text = decodeUtf8(content);
    if (text === undefined) {
      reportProblem(onProblem, { line, reason: 'not-utf-8', message: 'the line is not UTF-8' });
    } else if (text.trim() !== '') {
      const row = parseRow(text, line, unfinished, onProblem);
      if (row) yield { row, line };
    }
  }
}

/** The object that a text holds; what is wrong with it otherwise is reported. */
export function parseRow(
  text: string,
  line: number,
  unfinished: boolean,
  onProblem: RowParserOptions['onProblem'],
): Row | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    reportProblem(
      onProblem,
      unfinished
        ? { line, reason: 'torn', message: 'the file ends in the middle of this row' }
        : { line, reason: 'not-json', message: 'the row is not JSON' },
    );
    return undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  reportProblem(onProblem, { line, reason: 'not-an-object', message: 'the row is JSON, but not an object' });
  return undefined;
}
