/** Weight of the newest observation: about the last ten requests count. */
const newestWeight = 0.2;

/** A running mean of how long a request holds its slot, in milliseconds. */
export class ServiceTime {
  #meanMs: number | undefined;

  observe(durationMs: number): void {
    this.#meanMs = this.#meanMs === undefined ? durationMs : this.#meanMs + newestWeight * (durationMs - this.#meanMs);
  }

  /** How long `slots` slots take for `requests` requests, in ms; 0 before anything was observed. */
  millisecondsFor(requests: number, slots: number): number {
    return ((this.#meanMs ?? 0) * requests) / slots;
  }

  /** The same as whole seconds to tell a client, 1 to 30. */
  secondsFor(requests: number, slots: number): number {
    return Math.min(30, Math.max(1, Math.ceil(this.millisecondsFor(requests, slots) / 1000)));
  }
}
