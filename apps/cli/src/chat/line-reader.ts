import { createInterface, type Interface, type Key } from 'node:readline';

export type ReadResult =
  | { type: 'text'; text: string }
  /** Ctrl-C; `hadText` when it discarded something. */
  | { type: 'interrupt'; hadText: boolean }
  /** Ctrl-D, or the end of the input. */
  | { type: 'end' };

/**
 * Asks for lines on a terminal, with editing and history. Between two questions the terminal is in its normal mode, so
 * that Ctrl-C is a signal and typing ahead works. A pasted block of lines is one text.
 */
export class LineReader {
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream;
  readonly #history: string[] = [];
  /** Lines that came in one piece with an earlier answer. */
  readonly #waiting: string[] = [];
  /** What came after them without Enter. */
  #begun = '';

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#input = input;
    this.#output = output;
  }

  /** Asks for a line that was not written before the question. */
  ask(prompt: string): Promise<ReadResult> {
    return this.#prompt(prompt, '');
  }

  read(prompt: string): Promise<ReadResult> {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#output.write(`${prompt}${next}\n`);
      return Promise.resolve({ type: 'text', text: next });
    }
    const begun = this.#begun;
    this.#begun = '';
    return this.#prompt(prompt, begun);
  }

  #prompt(prompt: string, begun: string): Promise<ReadResult> {
    const terminal = createInterface({
      input: this.#input,
      output: this.#output,
      history: [...this.#history],
      historySize: 1000,
      // Otherwise an escape key alone takes half a second.
      escapeCodeTimeout: 50,
    });
    terminal.setPrompt(prompt);
    this.#output.write(bracketedPaste.on);
    terminal.prompt();
    if (begun !== '') terminal.write(begun);
    return this.#answer(terminal).finally(() => this.#output.write(bracketedPaste.off));
  }

  #answer(terminal: Interface): Promise<ReadResult> {
    const { promise, resolve } = Promise.withResolvers<ReadResult>();
    const pasted: string[] = [];
    let isPasting = false;
    let isAnswered = false;

    const onKey = (_: string | undefined, key: Key): void => {
      if (key.name === 'paste-start') isPasting = true;
      if (key.name === 'paste-end') isPasting = false;
    };
    const answer = (result: ReadResult): void => {
      isAnswered = true;
      // Only when all keys of this piece of input were seen: closing loses the rest of them.
      queueMicrotask(() => {
        this.#begun = result.type === 'text' ? terminal.line : '';
        this.#input.off('keypress', onKey);
        terminal.close();
        resolve(result);
      });
    };
    this.#input.on('keypress', onKey);
    terminal.on('line', (line) => {
      if (isAnswered) this.#waiting.push(line);
      else if (isPasting) pasted.push(line);
      else {
        const text = [...pasted, line].join('\n');
        this.#remember(text);
        answer({ type: 'text', text });
      }
    });
    terminal.on('SIGINT', () => {
      if (isAnswered) return;
      this.#output.write('\n');
      const hadText = pasted.length > 0 || terminal.line !== '';
      answer({ type: 'interrupt', hadText });
    });
    terminal.on('close', () => {
      if (!isAnswered) answer({ type: 'end' });
    });
    return promise;
  }

  /** Newest first; single lines, because the line editor cannot show others. */
  #remember(text: string): void {
    if (text.trim() === '' || text.includes('\n') || text === this.#history[0]) return;
    this.#history.unshift(text);
  }
}

/** Makes the terminal mark what is pasted (DEC private mode 2004). */
const bracketedPaste = { on: '\u001b[?2004h', off: '\u001b[?2004l' };
