import type { JudgedInteraction } from '@tuneloop/protocol';
import { leftOutReasons, type LeftOutReason } from './left-out.ts';

/** What became of the interactions: each is used or left out for one reason. */
export interface ExportCounts {
  interactions: number;
  used: number;
  leftOut: Partial<Record<LeftOutReason, number>>;
}

export class Tally {
  #interactions = 0;
  #latest = '';
  readonly #leftOut = new Map<LeftOutReason, number>();

  /** Counts it, and hands it on as it was at `asOf`; `undefined` when it was not there yet. */
  see(judged: JudgedInteraction, asOf: string | undefined): JudgedInteraction | undefined {
    if (asOf !== undefined && judged.interaction.time > asOf) return undefined;
    const seen = asOf === undefined ? judged : before(judged, asOf);
    this.#interactions += 1;
    this.#notice(seen.interaction.time);
    for (const { time } of seen.ratings) this.#notice(time);
    for (const { time } of seen.choices) this.#notice(time);
    return seen;
  }

  leaveOut(reason: LeftOutReason, count = 1): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + count);
  }

  get interactions(): number {
    return this.#interactions;
  }

  /** Of everything that was seen; `undefined` of nothing. */
  get latest(): string | undefined {
    return this.#latest === '' ? undefined : this.#latest;
  }

  counts(): ExportCounts {
    const leftOut: ExportCounts['leftOut'] = {};
    let sum = 0;
    for (const reason of leftOutReasons) {
      const count = this.#leftOut.get(reason);
      if (count !== undefined) leftOut[reason] = count;
      sum += count ?? 0;
    }
    return { interactions: this.#interactions, used: this.#interactions - sum, leftOut };
  }

  #notice(time: string): void {
    if (time > this.#latest) this.#latest = time;
  }
}

function before({ interaction, ratings, choices }: JudgedInteraction, asOf: string): JudgedInteraction {
  return {
    interaction,
    ratings: ratings.filter(({ time }) => time <= asOf),
    choices: choices.filter(({ time }) => time <= asOf),
  };
}
