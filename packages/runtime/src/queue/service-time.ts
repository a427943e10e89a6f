/** Weight of the newest observation: about the last ten requests count. */
const newestWeight = 0.2;

/** A running mean of how long a request holds its slot, in milliseconds. */
export class ServiceTime {
  #meanMs: number | undefined;

  observe(durationMs: number): void {
    this.#meanMs = this.#meanMs === undefined ? durationMs : this.#meanMs + newestWeight * (durationMs - this.#meanMs);
  }

  /**
   * Whole seconds, 1 to 30, until `requests` requests have been served by `slots` slots.
   * Before anything was observed it is the shortest.
   */
  secondsFor(requests: number, slots: number): number {
    const seconds = ((this.#meanMs ?? 0) * requests) / slots / 1000;
    return Math.min(30, Math.max(1, Math.ceil(seconds)));
  }
}
