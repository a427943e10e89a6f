import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';

export type Model = Schemas['ModelList']['data'][number];
export type LabModel = Schemas['LabModelList']['models'][number];

const calmMs = 30_000;
const soonMs = 1000;

/** The models and adapters that can be asked, the default one first; looked at often while one is being loaded. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/models', { signal }))).data,
  refetchInterval: ({ state }) => (state.data?.some(({ status }) => status?.value === 'loading') ? soonMs : calmMs),
});

/** What is known of each model, those that are not on disk too. */
export const labModelsQuery = queryOptions({
  queryKey: ['lab-models'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/models', { signal }))).models,
});
