import { blockStart, closesFence, type BlockStart } from './block-start.ts';
import { InlineMarkdown } from './inline-markdown.ts';
import { StyledOutput, type Style } from './style.ts';

const ruleWidth = 32;

/**
 * Markdown for a terminal, as it comes: headings, lists, quotes, code, bold, italics. Everything that can be shown is
 * shown at once; the cursor never goes back, and lines are broken by the terminal alone, so that they may be as wide as it
 * is, in any script. Waiting is what may be markup yet: the first characters of a line, markers at the end of the text.
 * Tables, links and HTML stay as they were written.
 *
 * The text must hold no escape sequences. Follows CommonMark 0.31 as far as that can be known before the end.
 */
export class MarkdownStream {
  readonly #output = new StyledOutput();
  readonly #inline = new InlineMarkdown(this.#output);
  /** The line so far, while it is not known what it begins with. */
  #start: string | undefined = '';
  /** Of the open fenced block. */
  #fence: string | undefined;
  #base: Style = {};

  /** What to write now. */
  push(text: string): string {
    const [first = '', ...lines] = text.split('\n');
    this.#addToLine(first);
    for (const line of lines) {
      this.#endLine();
      this.#addToLine(line);
    }
    return this.#output.take();
  }

  /** The rest, when nothing more comes; a new text may begin after it. */
  end(): string {
    this.#decideStart(true);
    this.#inline.endLine(this.#base);
    this.#inline.endBlock();
    this.#output.reset();
    this.#start = '';
    this.#fence = undefined;
    this.#base = {};
    return this.#output.take();
  }

  #addToLine(text: string): void {
    if (text === '') return;
    if (this.#start === undefined) {
      this.#show(text);
      return;
    }
    this.#start += text;
    this.#decideStart(false);
  }

  #show(text: string): void {
    if (this.#fence === undefined) this.#inline.push(text, this.#base);
    else this.#output.write(text, { code: true });
  }

  #decideStart(isWhole: boolean): void {
    while (this.#start !== undefined) {
      const line = this.#start;
      if (this.#fence !== undefined) {
        this.#decideInFence(line, this.#fence, isWhole);
        return;
      }
      const start = line === '' ? undefined : blockStart(line, isWhole);
      if (!start) return;
      this.#begin(start, line);
    }
  }

  #decideInFence(line: string, fence: string, isWhole: boolean): void {
    const closes = closesFence(line, fence, isWhole);
    if (closes === undefined) return;
    this.#start = undefined;
    if (!closes) {
      this.#show(line);
      return;
    }
    this.#fence = undefined;
    this.#output.write('─'.repeat(ruleWidth), { dim: true });
  }

  /** Shows what the line begins with. */
  #begin(start: BlockStart, line: string): void {
    this.#start = undefined;
    if (start.type !== 'text') this.#inline.endBlock();
    switch (start.type) {
      case 'container':
        this.#output.write(start.marker, start.style);
        this.#base = start.style;
        this.#start = line.slice(start.length);
        break;
      case 'heading':
        this.#base = start.style;
        this.#inline.push(line.slice(start.length), this.#base);
        break;
      case 'fence':
        this.#fence = start.fence;
        this.#output.write(`── ${start.language} `.replace(/ {2}$/, '').padEnd(ruleWidth, '─'), { dim: true });
        break;
      case 'rule':
        this.#output.write('─'.repeat(ruleWidth), { dim: true });
        break;
      case 'text':
        this.#inline.push(line, this.#base);
        break;
    }
  }

  #endLine(): void {
    const isBlank = this.#start !== undefined && this.#start.trim() === '';
    this.#decideStart(true);
    this.#inline.endLine(this.#base);
    if (isBlank) this.#inline.endBlock();
    this.#output.newLine();
    this.#start = '';
    this.#base = {};
  }
}
