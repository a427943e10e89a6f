/** When the server itself was down: nothing else excuses a connection that breaks. */
export class Outages {
  /** Of the last one: `Infinity` while it lasts. */
  #end = -Infinity;

  begin(): void {
    this.#end = Infinity;
  }

  end(): void {
    this.#end = performance.now();
  }

  /** Whether the server was down at any time from `since` (as `performance.now()`) until now. */
  touched(since: number): boolean {
    return this.#end >= since;
  }
}
