/** How text looks on a terminal. */
export interface Style {
  bold?: boolean | undefined;
  italic?: boolean | undefined;
  underline?: boolean | undefined;
  strike?: boolean | undefined;
  dim?: boolean | undefined;
  code?: boolean | undefined;
}

/** Parameters of Select Graphic Rendition (ECMA-48); code is cyan. */
const parameters: Record<keyof Style, number> = { bold: 1, dim: 2, italic: 3, underline: 4, strike: 9, code: 36 };

const plain = '\u001b[0m';

/**
 * Text with the escape sequences of its style. A sequence is written only where the style changes, so that characters
 * that join the ones before them (accents, emoji) still do, in whatever pieces they come.
 */
export class StyledOutput {
  #active = '';
  #written = '';

  write(text: string, style: Style = {}): void {
    if (text === '') return;
    const wanted = (Object.keys(parameters) as (keyof Style)[]).filter((name) => style[name]);
    const sequence = wanted.length === 0 ? '' : `\u001b[${wanted.map((name) => parameters[name]).join(';')}m`;
    if (sequence !== this.#active) {
      if (this.#active !== '') this.#written += plain;
      this.#written += sequence;
      this.#active = sequence;
    }
    this.#written += text;
  }

  /** Ends the line; what follows begins plain, also when the program ends here. */
  newLine(): void {
    this.reset();
    this.#written += '\n';
  }

  reset(): void {
    if (this.#active !== '') this.#written += plain;
    this.#active = '';
  }

  /** What was written since the last call. */
  take(): string {
    const written = this.#written;
    this.#written = '';
    return written;
  }
}
