/** The last errors that llama.cpp logged: it tells there, not in what it throws, why something cannot be loaded. */
export class NativeLog {
  readonly #lines: string[] = [];

  add(line: string): void {
    this.#lines.push(line.trim());
    if (this.#lines.length > 50) this.#lines.shift();
  }

  clear(): void {
    this.#lines.length = 0;
  }

  /** The latest line that fits. */
  find(pattern: RegExp): RegExpExecArray | undefined {
    for (const line of this.#lines.toReversed()) {
      const match = pattern.exec(line);
      if (match !== null) return match;
    }
    return undefined;
  }

  last(): string | undefined {
    return this.#lines.at(-1);
  }
}
