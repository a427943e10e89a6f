import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import { encodeListPage, type ListPageWire } from '../http/list-page.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { Item } from './item.ts';

/** A page of a list, as OpenAI sends it. */
export type ItemPage = ListPageWire<Item>;

export interface ItemsQuery {
  order: 'asc' | 'desc';
  limit: number;
  after?: string | undefined;
}

const querySchema: z.ZodType<ItemsQuery> = z.object({
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().optional(),
});

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeItemsQuery(query: object): ItemsQuery {
  return validateWire(querySchema, query);
}

/** Errors: `INVALID_REQUEST` when no item has the id `after`. */
export function pageOf(items: readonly Item[], { order, limit, after }: ItemsQuery): ItemPage {
  const ordered = order === 'asc' ? items : items.toReversed();
  const position = after === undefined ? -1 : ordered.findIndex(({ id }) => id === after);
  if (after !== undefined && position === -1) {
    throw requestProblem('invalid_value', 'after: no item of this response has this id', 'after');
  }
  const data = ordered.slice(position + 1, position + 1 + limit);
  return encodeListPage(data, position + 1 + limit < ordered.length);
}
