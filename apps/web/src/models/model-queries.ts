import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';

export type Model = Schemas['ModelList']['data'][number];
export type LabModel = Schemas['LabModelList']['models'][number];
export type Adapter = Schemas['AdapterList']['data'][number];
export type Inspection = Schemas['ModelInspection'];
export type MemoryOverview = Schemas['MemoryOverview'];
export type RecommendedModel = Schemas['RecommendedModelList']['data'][number];

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

/** Adapters of the loaded models. */
export const adaptersQuery = queryOptions({
  queryKey: ['adapters'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/adapters', { signal }))).data,
  refetchInterval: calmMs,
});

/** The versions of an adapter that are kept. */
export const adapterHistoryQuery = (name: string) =>
  queryOptions({
    queryKey: ['adapters', name, 'history'],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/adapters/{name}/history', { params: { path: { name } }, signal })),
  });

export const memoryQuery = queryOptions({
  queryKey: ['memory'],
  queryFn: ({ signal }) => dataOf(api.GET('/models/memory', { signal })),
  refetchInterval: 5000,
});

export const recommendedQuery = queryOptions({
  queryKey: ['recommended-models'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/models/recommended', { signal }))).data,
  staleTime: calmMs,
});

export interface InspectRequest {
  model: string;
  /** Tokens; left out, the usual sizes. */
  contextSize?: number;
  slots?: number;
}

/** What a model's file says. Another context changes the figures, and the old ones stay until they are there. */
export const inspectionQuery = ({ model, contextSize, slots }: InspectRequest) =>
  queryOptions({
    queryKey: ['inspection', model, contextSize, slots],
    queryFn: ({ signal }) => {
      const query = { model, ...(contextSize && { context_size: contextSize }), ...(slots && { slots }) };
      return dataOf(api.GET('/models/inspect', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: calmMs,
  });
