import { Writable } from 'node:stream';

export interface TerminalScreen {
  output: Writable & { isTTY: true; columns: number };
  /** What somebody sees, without the empty lines at the end. */
  lines: () => string[];
}

/** Escape sequences, line ends, and the text between them. */
// oxlint-disable-next-line no-control-regex
const tokens = /\u001B(?:\[\??(\d*)([A-Za-z])|([78]))|(\n)|([^\u001B\n]+)/g;

/** A terminal that knows what progress bars use: line ends, erasing, going to a column, saving and restoring the position. */
export function createTerminalScreen(columns: number): TerminalScreen {
  const rows = [''];
  let cursor = { row: 0, column: 0 };
  let saved = cursor;

  const put = (text: string): void => {
    const before = (rows[cursor.row] ?? '').padEnd(cursor.column).slice(0, cursor.column);
    const after = (rows[cursor.row] ?? '').slice(cursor.column + text.length);
    rows[cursor.row] = before + text + after;
    cursor = { row: cursor.row, column: cursor.column + text.length };
  };
  const erase = (how: string): void => {
    rows[cursor.row] = how === '2' ? '' : (rows[cursor.row] ?? '').slice(0, cursor.column);
  };

  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      for (const [, number = '', command, position, lineEnd, text] of chunk.matchAll(tokens)) {
        if (text !== undefined) put(text);
        if (lineEnd !== undefined) cursor = { row: cursor.row + 1, column: 0 };
        if (position === '7') saved = cursor;
        if (position === '8') cursor = saved;
        if (command === 'G') cursor = { row: cursor.row, column: Number(number || 1) - 1 };
        if (command === 'K') erase(number);
      }
      done();
    },
  });
  return {
    output: Object.assign(stream, { isTTY: true as const, columns }),
    lines: () => rows.join('\n').trimEnd().split('\n'),
  };
}
