import { TuneloopError, type InteractionQuery, type LogScope } from '@tuneloop/protocol';
import type { IndexTables } from './index-tables.ts';
import { selectInteractions } from './select-interactions.ts';

/** Times of the first and the last that fit, in ms since 1970. */
export interface TimeRange {
  first: number;
  last: number;
}

/** `undefined` where nothing fits. Errors: `INVALID_REQUEST`, `UNSUPPORTED`. */
export function timeRange(tables: IndexTables, scope: LogScope, query: InteractionQuery): TimeRange | undefined {
  if (query.text !== undefined && !tables.hasWords) {
    throw new TuneloopError('UNSUPPORTED', 'This SQLite has no full-text search (FTS5): leave "text" out.');
  }
  const [first] = selectInteractions(tables, scope, query, { order: 'oldest-first', limit: 1 });
  const [last] = selectInteractions(tables, scope, query, { order: 'latest-first', limit: 1 });
  return first && last && { first: first.time, last: last.time };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** Lengths of time that people think in, in ms. */
const steps = [
  ...[1, 5, 15, 30].map((count) => count * second),
  ...[1, 5, 15, 30].map((count) => count * minute),
  ...[1, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28, 91, 182].map((count) => count * day),
];
const longest = 364 * day;
const mostBuckets = 60;

/** How long a bucket is, in ms, so that about 60 at most hold the range. */
export function stepOf({ first, last }: TimeRange): number {
  const fits = (step: number): boolean => (last - first) / step <= mostBuckets;
  return steps.find(fits) ?? Math.ceil((last - first) / longest / mostBuckets) * longest;
}
