import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { isRefusal } from '../../api/problem.ts';

export type Metrics = Schemas['MetricsOverview'];
export type Sample = Metrics['samples'][number];

const askEachMs = 3000;

/** The figures of the last quarter of an hour; not asked for while the page is in the background or stopped. */
export const metricsQuery = (isPaused: boolean) =>
  queryOptions({
    queryKey: ['metrics'],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/metrics', { signal })),
    // What the server refused it refuses again; a server that was lost may come back.
    refetchInterval: ({ state }) => (isPaused || isRefusal(state.error) ? false : askEachMs),
    staleTime: 0,
  });
