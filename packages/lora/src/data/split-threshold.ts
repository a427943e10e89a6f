import type { Survey } from './survey.ts';

/** From so many rows on, some are held out whatever the fraction and the chance of the draw say. */
const rowsToHoldOutFrom = 10;

/** The distance between two neighbouring places. */
const step = 2 ** -48;

/**
 * Groups whose place is below are held out: those of `fraction`, but at least two groups where there are ten rows, as one
 * alone has no interval, and never all of them.
 */
export function splitThreshold(fraction: number, { places, rows }: Pick<Survey, 'places' | 'rows'>): number {
  const { first, second, last } = places;
  if (fraction === 0 || first >= last) return 0;
  const threshold = rows >= rowsToHoldOutFrom ? Math.max(fraction, second + step) : fraction;
  return Math.min(threshold, last);
}
