import type { Token } from './tokenizer.ts';

/** Prompts that are remembered; the oldest is forgotten first. */
const capacity = 64;

/** Remembers what was computed, as an engine's KV cache does. */
export class PrefixCache {
  readonly #sequences: number[][] = [];

  /** How many of the first tokens are known already; at least the last one is always computed. */
  lookUp(tokens: readonly Token[]): number {
    const lengths = this.#sequences.map((sequence) => {
      const difference = tokens.findIndex(({ id }, place) => sequence[place] !== id);
      return difference === -1 ? tokens.length : difference;
    });
    return Math.max(0, Math.min(tokens.length - 1, Math.max(0, ...lengths)));
  }

  remember(tokens: readonly Token[]): void {
    this.#sequences.push(tokens.map(({ id }) => id));
    if (this.#sequences.length > capacity) this.#sequences.shift();
  }

  /** Drops every sequence that is a beginning of `tokens`. */
  forget(tokens: readonly Token[]): void {
    const kept = this.#sequences.filter((sequence) => sequence.some((id, place) => tokens[place]?.id !== id));
    this.#sequences.splice(0, this.#sequences.length, ...kept);
  }
}
