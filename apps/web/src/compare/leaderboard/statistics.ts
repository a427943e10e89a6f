import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';

export type Statistics = Schemas['Statistics'];
export type Contestant = Statistics['contestants'][number];
export type AgreementKind = keyof Statistics['agreement'];

const dayMs = 86_400_000;

/** What people prefer: of the last so many days, or ever. */
export const statisticsQuery = (days: number | undefined) =>
  queryOptions({
    queryKey: ['statistics', days],
    queryFn: ({ signal }) => {
      const query = days === undefined ? {} : { since: new Date(Date.now() - days * dayMs).toISOString() };
      return dataOf(api.GET('/v1/statistics', { params: { query }, signal }));
    },
  });
