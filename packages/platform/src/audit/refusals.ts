/** For so long refusals are counted before they are told again, in ms. */
const windowMs = 60_000;
/** Whoever knocks from more addresses than this is told of in one. */
const mostKeys = 1000;

/**
 * Counts refusals by who was refused, so that somebody who keeps trying is in the log once a minute, and not as often as
 * they like.
 */
export class Refusals {
  readonly #seen = new Map<string, { since: number; count: number; isTold: boolean }>();
  readonly #threshold: number;
  readonly #now: () => number;

  /** @param threshold how many within a minute are told of. */
  constructor(threshold: number, now: () => number = () => performance.now()) {
    this.#threshold = threshold;
    this.#now = now;
  }

  /** How many there were within the last minute, when that is to be told now. */
  count(who: string): number | undefined {
    const now = this.#now();
    const key = this.#seen.has(who) || this.#seen.size < mostKeys ? who : 'others';
    const known = this.#seen.get(key);
    const entry = known && now - known.since < windowMs ? known : { since: now, count: 0, isTold: false };
    if (entry !== known) this.#forget(now);
    this.#seen.set(key, entry);
    entry.count++;
    if (entry.isTold || entry.count < this.#threshold) return undefined;
    entry.isTold = true;
    return entry.count;
  }

  #forget(now: number): void {
    for (const [key, { since }] of this.#seen) if (now - since >= windowMs) this.#seen.delete(key);
  }
}
