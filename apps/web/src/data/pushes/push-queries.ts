import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';

export type PushTarget = Schemas['PushTargetList']['data'][number];
export type PushBody = Schemas['PushRequest'];
export type PushJob = Schemas['Job'];

const watchMs = 700;
const shownPushes = 10;

/** Where interactions can be sent; refused to keys without the scope `admin`. */
export const targetsQuery = queryOptions({
  queryKey: ['data', 'push-targets'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/pushes/targets', { signal }))).data,
});

export const hasEnded = ({ ended_at: endedAt }: PushJob): boolean => endedAt !== null;

/** The latest first; looked at often while one runs. */
export const pushesQuery = queryOptions({
  queryKey: ['data', 'pushes'],
  queryFn: async ({ signal }) =>
    (await dataOf(api.GET('/v1/pushes', { params: { query: { limit: shownPushes } }, signal }))).data,
  refetchInterval: ({ state }) => (state.data?.every(hasEnded) === false ? watchMs : false),
});

export const createPush = (body: PushBody) => dataOf(api.POST('/v1/pushes', { body }));

export const cancelPush = (id: string) => dataOf(api.DELETE('/v1/pushes/{id}', { params: { path: { id } } }));
