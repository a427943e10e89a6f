import type { NumberedRow } from '../rows/row.ts';
import { reportProblem } from '../rows/row-problem.ts';
import { decodeUtf8 } from './lines.ts';
import { parseRow } from './read-jsonl.ts';
import type { RowParserOptions } from './row-parser.ts';

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * The objects of a JSON array, or objects one behind the other, however they are laid out. Finds where each begins and
 * ends by its brackets, so that only one is in memory, and JSON.parse reads it.
 */
export async function* readJson(
  bytes: AsyncIterable<Uint8Array>,
  { onProblem, maxRowBytes }: RowParserOptions,
): AsyncGenerator<NumberedRow> {
  let line = 1;
  let rowLine = 1;
  let depth = 0;
  let inArray = false;
  let inString = false;
  let escaped = false;
  let inRow = false;
  let parts: Buffer[] = [];
  let length = 0;

  const keep = (part: Buffer): void => {
    length += part.byteLength;
    if (length <= maxRowBytes) parts.push(part);
    else parts = [];
  };
  const finish = (unfinished: boolean): NumberedRow | undefined => {
    const content = Buffer.concat(parts);
    const tooLong = length > maxRowBytes;
    parts = [];
    length = 0;
    inRow = false;
    if (tooLong) {
      const message = `the row is longer than ${maxRowBytes} bytes`;
      reportProblem(onProblem, { line: rowLine, reason: 'too-long', message });
      return undefined;
    }
    const text = decodeUtf8(content);
    if (text === undefined) {
      reportProblem(onProblem, { line: rowLine, reason: 'not-utf-8', message: 'the row is not UTF-8' });
      return undefined;
    }
    const row = parseRow(text, rowLine, unfinished, onProblem);
    return row && { row, line: rowLine };
  };

  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let index = 0; index < buffer.byteLength; index += 1) {
      const byte = buffer[index]!;
      if (byte === newline) line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      if (!inRow) {
        // White space, a byte order mark, what stands between rows, and the outer array's own brackets.
        if (byte <= 0x20 || byte >= 0x80 || byte === comma) continue;
        if (byte === closeBracket && inArray) {
          inArray = false;
          continue;
        }
        if (byte === openBracket && !inArray) {
          inArray = true;
          continue;
        }
        inRow = true;
        rowLine = line;
        start = index;
        depth = 0;
      }
      if (byte === quote) inString = true;
      else if (byte === openBrace || byte === openBracket) depth += 1;
      // A number or a word at the top ends where the next thing begins.
      const endsBefore = depth === 0 && (byte <= 0x20 || byte === comma || byte === closeBracket);
      if (byte === closeBrace || byte === closeBracket) depth -= 1;
      if (endsBefore || (depth === 0 && (byte === closeBrace || byte === closeBracket))) {
        keep(buffer.subarray(start, endsBefore ? index : index + 1));
        const row = finish(false);
        if (endsBefore && byte === closeBracket) inArray = false;
        if (row) yield row;
      }
    }
    if (inRow) keep(buffer.subarray(start));
  }
  if (inRow) {
    const row = finish(true);
    if (row) yield row;
  } else if (inArray) {
    reportProblem(onProblem, { line, reason: 'torn', message: 'the file ends inside its array' });
  }
}
