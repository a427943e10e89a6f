import { inspect } from 'node:util';

const redacted = '[redacted]';

/** A value that must not be printed: however it is turned into text, it reads `[redacted]`. */
export class Secret {
  static {
    // Not a method with a computed name: its declaration could not be made from this file alone.
    Object.defineProperty(this.prototype, inspect.custom, { value: () => redacted });
  }

  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }
}
