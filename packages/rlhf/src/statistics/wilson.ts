import type { Proportion } from '@tuneloop/protocol';

/**
 * Wilson's score interval (1927) of `successes` among `trials`; unlike the normal approximation it holds for few trials
 * and for shares near 0 and 1. Ties may be counted as half a success. Without trials the share is 0.5 and nothing is known.
 *
 * @param z of the confidence; default 1.96 (95 %).
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959963984540054): Proportion {
  if (trials === 0) return { share: 0.5, low: 0, high: 1 };
  const share = successes / trials;
  const spread = (z * z) / trials;
  const center = (share + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share)) / trials + spread / (4 * trials));
  return { share, low: Math.max(0, center - half), high: Math.min(1, center + half) };
}
