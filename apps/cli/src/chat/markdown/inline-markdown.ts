import type { Style, StyledOutput } from './style.ts';

const wordCharacter = /[\p{L}\p{N}_]/u;
const punctuation = /[!-/:-@[-`{-~]/;

/**
 * Emphasis and code within a paragraph, as CommonMark has them but for one thing: what opens is believed at once, since
 * the end of it may be far. Of what has come only a run of markers at its end waits for the next character.
 */
export class InlineMarkdown {
  readonly #output: StyledOutput;
  #held = '';
  /** The character before the next one. */
  #previous = ' ';
  /** The markers that opened what is open. */
  #bold = '';
  #italic = '';
  #strike = '';
  /** Backticks that end the code span. */
  #codeFence = '';

  constructor(output: StyledOutput) {
    this.#output = output;
  }

  /** @param base of the block that the text stands in. */
  push(text: string, base: Style): void {
    this.#consume(this.#held + text, base, false);
  }

  /** The line is over. Code ends with it; emphasis may go on in the next one. */
  endLine(base: Style): void {
    this.#consume(this.#held, base, true);
    this.#codeFence = '';
    this.#previous = ' ';
  }

  endBlock(): void {
    this.#bold = '';
    this.#italic = '';
    this.#strike = '';
  }

  #consume(text: string, base: Style, isEnd: boolean): void {
    this.#held = '';
    for (let index = 0; index < text.length;) {
      const run = /^(?:`+|\*+|_+|~+|\\)/.exec(text.slice(index))?.[0] ?? '';
      const after = index + Math.max(run.length, 1);
      if (run !== '' && after === text.length && !isEnd) {
        this.#held = run;
        return;
      }
      const next = text[after] ?? ' ';
      if (run === '') {
        const end = nextMarker(text, index);
        this.#write(text.slice(index, end), base);
        index = end;
      } else if (run === '\\' && this.#codeFence === '' && punctuation.test(next)) {
        this.#write(next, base);
        index = after + 1;
      } else {
        if (!this.#isMarkup(run, next)) this.#write(run, base);
        index = after;
      }
    }
  }

  /** Opens or closes what the run of markers says; `false` when it is text. */
  #isMarkup(run: string, next: string): boolean {
    if (run.startsWith('`')) return this.#isCodeFence(run);
    if (this.#codeFence !== '' || run === '\\' || run.length > 3) return false;
    const previous = this.#previous;
    const isWordInside = wordCharacter.test(previous) && wordCharacter.test(next);
    const canOpen = !/\s/.test(next) && !(isWordInside && (run === '*' || run.startsWith('_')));
    const canClose = !/\s/.test(previous) && !(isWordInside && run.startsWith('_'));
    if (run.startsWith('~')) return run === '~~' && this.#toggleStrike(canOpen, canClose);
    return this.#toggleEmphasis(run, canOpen, canClose);
  }

  #isCodeFence(run: string): boolean {
    if (this.#codeFence !== '' && this.#codeFence !== run) return false;
    this.#codeFence = this.#codeFence === '' ? run : '';
    this.#previous = '`';
    return true;
  }

  #toggleStrike(canOpen: boolean, canClose: boolean): boolean {
    if (!(this.#strike === '' ? canOpen : canClose)) return false;
    this.#strike = this.#strike === '' ? '~' : '';
    return true;
  }

  #toggleEmphasis(run: string, canOpen: boolean, canClose: boolean): boolean {
    const marker = run[0]!;
    let left = run.length;
    while (left > 0) {
      if (canClose && left >= 2 && this.#bold === marker) {
        this.#bold = '';
        left -= 2;
      } else if (canClose && this.#italic === marker) {
        this.#italic = '';
        left -= 1;
      } else if (canOpen && left >= 2 && this.#bold === '') {
        this.#bold = marker;
        left -= 2;
      } else if (canOpen && left !== 2 && this.#italic === '') {
        this.#italic = marker;
        left -= 1;
      } else {
        return left < run.length;
      }
    }
    return true;
  }

  #write(text: string, base: Style): void {
    const inCode = this.#codeFence !== '';
    this.#output.write(text, {
      ...base,
      bold: base.bold || this.#bold !== '',
      italic: base.italic || this.#italic !== '',
      strike: this.#strike !== '',
      code: base.code || inCode,
    });
    this.#previous = /.$/su.exec(text)?.[0] ?? this.#previous;
  }
}

function nextMarker(text: string, from: number): number {
  const found = text.slice(from).search(/[`*_~\\]/);
  return found === -1 ? text.length : from + found;
}
