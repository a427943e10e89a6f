import type { Contestant } from './statistics.ts';

/** Below so many choices an order says little, whatever its intervals. */
const few = 30;

/** How much the order of the first two can be trusted. */
export type Evidence =
  | { kind: 'one' }
  | { kind: 'few'; count: number }
  | { kind: 'open' | 'clear'; leader: string; other: string };

/** Choices between two of them, each of which is a contest of both. */
export function choicesBetween(contestants: readonly Contestant[]): number {
  return contestants.reduce((sum, { contests }) => sum + contests, 0) / 2;
}

/** What may be said of `contestants`, the strongest first. */
export function evidenceOf(contestants: readonly Contestant[]): Evidence {
  const [leader, other] = contestants;
  if (!leader || !other) return { kind: 'one' };
  const count = choicesBetween(contestants);
  if (count < few) return { kind: 'few', count };
  return { kind: leader.low > other.high ? 'clear' : 'open', leader: leader.name, other: other.name };
}

/** Points on Elo's scale for log odds, as the server has them for strengths. */
export function eloOf(strength: number): number {
  return 1000 + (400 / Math.LN10) * strength;
}

/** What a figure of agreement means, by Krippendorff's own bounds. */
export function wordOf(alpha: number): 'high' | 'fair' | 'low' | 'none' {
  if (alpha >= 0.8) return 'high';
  if (alpha >= 0.667) return 'fair';
  return alpha > 0 ? 'low' : 'none';
}
