import type { Interval } from './interval.ts';

/** Of a confidence of 95 %. */
const z = 1.959963984540054;

/**
 * Wilson's score interval (1927) of a share; it holds for few trials and for shares near 0 and 1 as well. A tie counts as
 * half a success. Without trials nothing is known.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const scale = 1 + (z * z) / trials;
  const center = (share + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return { low: Math.max(0, center - half), high: Math.min(1, center + half) };
}
