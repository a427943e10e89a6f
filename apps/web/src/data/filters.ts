import type { paths } from '../api/schema.ts';

/** Which interactions: as the API names its filters, and as the page's address keeps them. */
export type DataFilters = Omit<
  NonNullable<paths['/v1/interactions/timeline']['get']['parameters']['query']>,
  'after' | 'limit'
>;

export const ratingFilters = ['up', 'down', 'corrected', 'compared', 'any', 'none'] as const;

const textNames = [
  'text',
  'model',
  'adapter',
  'tag',
  'since',
  'until',
  'conversation_id',
  'request_id',
] as const satisfies readonly (keyof DataFilters)[];

/** The filters of an address; what cannot be one is left out. */
export function readFilters(search: Readonly<Record<string, unknown>>): DataFilters {
  const filters: DataFilters = {};
  for (const name of textNames) {
    const value = search[name];
    // An address may hold a number or a word as it is.
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    if (text !== '') filters[name] = text;
  }
  const rating = ratingFilters.find((each) => each === search['rating']);
  if (rating) filters.rating = rating;
  const score = Number(search['min_score']);
  if (search['min_score'] !== undefined && score >= 1 && score <= 5) filters.min_score = score;
  const failed = String(search['failed']);
  if (failed === 'true' || failed === 'false') filters.failed = failed;
  return filters;
}

/** The same with changes; what is `undefined` or empty is no filter any more. */
export function changedFilters(filters: DataFilters, changes: Partial<DataFilters>): DataFilters {
  return readFilters({ ...filters, ...changes });
}

/** The filters of an export, where `failed` is no text. */
export function whereOf({ failed, ...filters }: DataFilters): Omit<DataFilters, 'failed'> & { failed?: boolean } {
  return { ...filters, ...(failed !== undefined && { failed: failed === 'true' }) };
}

export function hasFilters(filters: DataFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
