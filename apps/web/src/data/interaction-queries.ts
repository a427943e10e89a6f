import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';
import type { DataFilters } from './filters.ts';

export type Interaction = Schemas['Interaction'];
export type Timeline = Schemas['InteractionTimeline'];

/** Each has its whole prompt, so that a page of many would be large. */
const pageSize = 25;

/** The latest first. */
export const interactionsQuery = (filters: DataFilters) =>
  infiniteQueryOptions({
    queryKey: ['data', 'interactions', filters],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam: after }) =>
      dataOf(api.GET('/v1/interactions', { params: { query: { ...filters, after, limit: pageSize } }, signal })),
    getNextPageParam: ({ has_more: hasMore, last_id: last }) => (hasMore && last ? last : undefined),
  });

export const timelineQuery = (filters: DataFilters) =>
  queryOptions({
    queryKey: ['data', 'timeline', filters],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/interactions/timeline', { params: { query: filters }, signal })),
    placeholderData: (previous) => previous,
  });

export const interactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['data', 'interaction', id],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/interactions/{id}', { params: { path: { id } }, signal })),
  });

export const deleteInteraction = (id: string) =>
  dataOf(api.DELETE('/v1/interactions/{id}', { params: { path: { id } } }));
