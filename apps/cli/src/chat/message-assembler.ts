/**
 * Joins lines to a message. A line that ends in a backslash goes on in the next one, and a code fence (a line that
 * begins with three backticks) goes on until it is closed.
 */
export class MessageAssembler {
  #lines: string[] = [];
  #fenceOpen = false;

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** Returns the message when `text` (one line or several pasted ones) completes it. */
  push(text: string): string | undefined {
    const lines = text.split('\n');
    for (const line of lines) if (line.startsWith('```')) this.#fenceOpen = !this.#fenceOpen;
    if (!this.#fenceOpen && text.endsWith('\\')) {
      this.#lines.push(text.slice(0, -1));
      return undefined;
    }
    this.#lines.push(text);
    return this.#fenceOpen ? undefined : this.take();
  }

  /** What there is so far; starts anew. */
  take(): string {
    const message = this.#lines.join('\n');
    this.#lines = [];
    this.#fenceOpen = false;
    return message;
  }
}
