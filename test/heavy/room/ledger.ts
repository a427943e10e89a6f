/** How a request ended, as its client saw it: a status, `left` when the client went away, `cut` when the connection broke. */
export type Outcome = number | 'left' | 'cut';

/** What clients wrote down of all that they sent. */
export class Ledger {
  readonly #requests = new Map<string, Map<Outcome, number>>();
  /** Ids of answers that came whole, each of which is a generation that has to be in the log. */
  readonly answers = new Set<string>();
  /** What no client should ever see. */
  readonly surprises: string[] = [];
  #surpriseCount = 0;

  /** @param route as in the OpenAPI document. */
  count(method: string, route: string, outcome: Outcome): void {
    const key = `${method} ${route}`;
    const outcomes = this.#requests.get(key) ?? new Map<Outcome, number>();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    this.#requests.set(key, outcomes);
  }

  surprise(what: string): void {
    this.#surpriseCount += 1;
    if (this.surprises.length < 50) this.surprises.push(what);
  }

  get surpriseCount(): number {
    return this.#surpriseCount;
  }

  get requests(): ReadonlyMap<string, ReadonlyMap<Outcome, number>> {
    return this.#requests;
  }

  get total(): number {
    let total = 0;
    for (const outcomes of this.#requests.values()) for (const count of outcomes.values()) total += count;
    return total;
  }

  totalOf(wanted: (outcome: Outcome) => boolean): number {
    let total = 0;
    for (const outcomes of this.#requests.values()) {
      for (const [outcome, count] of outcomes) if (wanted(outcome)) total += count;
    }
    return total;
  }
}
