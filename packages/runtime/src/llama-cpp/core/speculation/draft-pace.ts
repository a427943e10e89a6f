/** Steps without a guess after guesses that were all wrong. */
const restSteps = 16;

/** How many tokens are worth guessing for one output: as many as were right lately, and for a while none after misses. */
export class DraftPace {
  readonly #most: number;
  #count: number;
  #rest = 0;

  /** @param most tokens. */
  constructor(most: number) {
    this.#most = most;
    this.#count = most;
  }

  /** Tokens to guess for the next step. */
  next(): number {
    if (this.#rest === 0) return this.#count;
    this.#rest--;
    return 0;
  }

  record(drafted: number, accepted: number): void {
    if (drafted === 0) return;
    if (accepted === drafted) this.#count = Math.min(this.#most, this.#count * 2);
    else if (accepted > 0) this.#count = Math.max(1, accepted + 1);
    else if (this.#count > 1) this.#count = Math.floor(this.#count / 2);
    else this.#rest = restSteps;
  }
}
