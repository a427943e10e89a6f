/** Waits between tries that fail: doubling from 0.5 s to 60 s, each cut by up to a half at random. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #tries = 0;

  constructor({
    firstMs = 500,
    longestMs = 60_000,
  }: { firstMs?: number | undefined; longestMs?: number | undefined } = {}) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** In ms; longer with each call. */
  next(): number {
    const full = Math.min(this.#longestMs, this.#firstMs * 2 ** this.#tries);
    this.#tries += 1;
    return full * (0.5 + Math.random() / 2);
  }

  /** After a success. */
  reset(): void {
    this.#tries = 0;
  }
}
