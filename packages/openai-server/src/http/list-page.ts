import { z } from 'zod';

/** A page of a list, as OpenAI's lists have it; the next one begins `after` the last id. */
export interface ListPageWire<T> {
  object: 'list';
  data: T[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

export function encodeListPage<T extends { id: string }>(data: T[], hasMore: boolean): ListPageWire<T> {
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}

export function listPageSchema<T>(item: z.ZodType<T>): z.ZodType<ListPageWire<T>> {
  return z.strictObject({
    object: z.literal('list'),
    data: z.array(item),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });
}
