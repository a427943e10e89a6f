/**
 * Decode speed of several outputs side by side: tokens that came between the moment when all had begun and the moment
 * when the first ended, so that neither prefill nor a half-empty batch is counted.
 */
export class DecodeWindow {
  readonly #streams: number;
  readonly #arrivals: number[][];
  #firstEnd = Infinity;

  constructor(streams: number) {
    this.#streams = streams;
    this.#arrivals = Array.from({ length: streams }, () => []);
  }

  token(stream: number): void {
    this.#arrivals[stream]!.push(performance.now());
  }

  end(): void {
    this.#firstEnd = Math.min(this.#firstEnd, performance.now());
  }

  /** All outputs together. */
  tokensPerSecond(): number {
    const begin = Math.max(...this.#arrivals.map((arrivals) => arrivals[0] ?? Infinity));
    const inWindow = this.#arrivals.flat().filter((at) => at > begin && at <= this.#firstEnd);
    const last = Math.max(...inWindow);
    if (inWindow.length < this.#streams * 8) throw new Error('too few tokens to tell a speed; ask for more');
    return inWindow.length / ((last - begin) / 1000);
  }
}

/** Long enough to keep the model writing. */
export const prompts: readonly string[] = Array.from(
  { length: 16 },
  (_, index) => `Write a long story about a traveller who visits ${index + 2} islands, one after the other.`,
);
