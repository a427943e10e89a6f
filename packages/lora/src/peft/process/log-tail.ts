import type { Readable } from 'node:stream';

const keptLines = 60;
const maxLineLength = 2000;

/** Hands on what programs write, line by line, and keeps the last of it for the explanation of a failure. */
export class LogTail {
  readonly #lines: string[] = [];
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    const cut = line.slice(0, maxLineLength);
    if (this.#lines.push(cut) > keptLines) this.#lines.shift();
    this.#onLine(cut);
  }

  follow(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      // A progress bar goes back to the start of its line.
      const lines = (rest + text).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '').slice(-maxLineLength);
      for (const line of lines) this.add(line);
    });
    stream.on('end', () => this.add(rest));
    stream.on('error', () => undefined);
  }
}
