import type { MetricsSample } from '@tuneloop/openai-server';
import type { EndedGeneration } from './generation-metrics.ts';

export interface TimelineOptions {
  intervalMs: number;
  /** How many are kept. */
  samples: number;
}

/** What only the moment of the sample tells. */
export type SampledNow = Omit<
  MetricsSample,
  'time' | 'promptTokensPerSecond' | 'generatedTokensPerSecond' | 'timeToFirstTokenMs'
>;

interface Interval {
  startMs: number;
  endMs: number;
  promptTokens: number;
  generatedTokens: number;
  sample: SampledNow | undefined;
  firstTokens: MetricsSample['timeToFirstTokenMs'];
}

/** Percentiles are of the generations of so long. */
const windowMs = 60_000;

/** The last samples, in memory. Times are those of `performance.now()`. */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #intervals: Interval[] = [];
  #open: Interval;
  #firstTokens: { at: number; milliseconds: number }[] = [];

  constructor(options: TimelineOptions, now: number = performance.now()) {
    this.#options = options;
    this.#open = this.#begin(now);
  }

  /** Spreads its tokens over the intervals in which they were read and generated. */
  add(generation: EndedGeneration, now: number = performance.now()): void {
    const { promptTokens, generatedTokens, prefillMs, decodeMs, timeToFirstTokenMs } = generation;
    const decodeStart = now - decodeMs;
    this.#spread('generatedTokens', generatedTokens, decodeStart, now);
    this.#spread('promptTokens', promptTokens, decodeStart - prefillMs, decodeStart);
    this.#firstTokens.push({ at: now, milliseconds: timeToFirstTokenMs });
  }

  /** Ends the interval that is open with what was found at its end. */
  close(sample: SampledNow, now: number = performance.now()): void {
    this.#firstTokens = this.#firstTokens.filter(({ at }) => at > now - windowMs);
    const sorted = this.#firstTokens.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    const firstTokens =
      sorted.length === 0 ? undefined : { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
    this.#intervals.push(Object.assign(this.#open, { endMs: now, sample, firstTokens }));
    if (this.#intervals.length > this.#options.samples) this.#intervals.shift();
    this.#open = this.#begin(now);
  }

  /** @param time what the clock says at `now`, in ms since 1970. */
  samples(now: number = performance.now(), time: number = Date.now()): MetricsSample[] {
    return this.#intervals.map(({ startMs, endMs, promptTokens, generatedTokens, sample, firstTokens }) => {
      const seconds = Math.max(1, endMs - startMs) / 1000;
      return {
        ...sample!,
        time: new Date(time - (now - endMs)).toISOString(),
        promptTokensPerSecond: promptTokens / seconds,
        generatedTokensPerSecond: generatedTokens / seconds,
        timeToFirstTokenMs: firstTokens,
      };
    });
  }

  #begin(now: number): Interval {
    const endMs = now + this.#options.intervalMs;
    return { startMs: now, endMs, promptTokens: 0, generatedTokens: 0, sample: undefined, firstTokens: undefined };
  }

  #spread(what: 'promptTokens' | 'generatedTokens', tokens: number, from: number, to: number): void {
    // What took no time at all counts where it ended.
    const length = to - from;
    const all = [...this.#intervals, this.#open];
    if (length <= 0) {
      const interval = all.findLast(({ startMs }) => startMs <= to) ?? this.#open;
      interval[what] += tokens;
      return;
    }
    for (const interval of all) {
      const end = interval === this.#open ? Infinity : interval.endMs;
      const overlap = Math.min(to, end) - Math.max(from, interval.startMs);
      if (overlap > 0) interval[what] += (tokens * overlap) / length;
    }
  }
}

/** Of sorted values, by the nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}
