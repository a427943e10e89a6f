import type { Interaction } from '@tuneloop/protocol';

/** In ms since 1970. */
export interface GenerationTimes {
  start: number;
  /** When the engine was asked: later than `start` where a model was loaded first, or where it is not the first generation. */
  began: number;
  end: number;
  /** When the first token was sampled. */
  firstToken?: number | undefined;
}

/**
 * An interaction knows when its request arrived, not when each of its generations did: those after the first began as long
 * before their end as they took.
 *
 * @param toldAt when it was told of, which is when it ended.
 */
export function generationTimes({ time, step, timings }: Interaction, toldAt: number): GenerationTimes {
  const arrival = Date.parse(time);
  const end = Math.max(arrival, toldAt);
  const began = timings === undefined ? arrival : Math.max(arrival, end - timings.totalMs);
  const start = step === 0 ? arrival : began;
  return {
    start,
    began,
    end,
    ...(timings && { firstToken: Math.min(end, began + timings.timeToFirstTokenMs) }),
  };
}
