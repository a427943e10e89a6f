import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';

export type Run = Schemas['TrainingRun'];
export type RunStep = Run['steps'][number];
export type RunStatus = Run['status'];
export type Plan = Schemas['TrainingPlan'];
export type Evaluation = Schemas['TrainingEvaluation'];
export type AdapterHistory = Schemas['AdapterHistory'];
export type AdapterVersion = AdapterHistory['versions'][number];

const soonMs = 3000;
const calmMs = 30_000;

export const isActive = ({ status }: Pick<Run, 'status'>): boolean => status === 'queued' || status === 'running';

/** The latest first; looked at often while one is under way. */
export const runsQuery = (limit: number) =>
  queryOptions({
    queryKey: ['training-runs', limit],
    queryFn: async ({ signal }) =>
      (await dataOf(api.GET('/v1/training/runs', { params: { query: { limit } }, signal }))).data,
    refetchInterval: ({ state }) => (state.data?.some(isActive) ? soonMs : calmMs),
  });

/** Its events say when it has changed; in case they are lost it is looked at now and then. */
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['training-run', id],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/training/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? soonMs * 3 : false),
  });

export const evaluationQuery = (id: string) =>
  queryOptions({
    queryKey: ['training-evaluation', id],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/training/runs/{id}/evaluation', { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['training-report', id],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/training/runs/{id}/report', { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });

export const loopQuery = queryOptions({
  queryKey: ['loop'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/loop', { signal })),
  refetchInterval: ({ state }) => (state.data?.last?.status === 'running' ? soonMs : calmMs),
});

/** Training data that was uploaded. */
export const filesQuery = queryOptions({
  queryKey: ['training-files'],
  queryFn: async ({ signal }) =>
    (await dataOf(api.GET('/v1/files', { params: { query: { purpose: 'fine-tune', limit: 100 } }, signal }))).data,
});

/** Exports that have succeeded. */
export const exportsQuery = queryOptions({
  queryKey: ['training-exports'],
  queryFn: async ({ signal }) =>
    (
      await dataOf(
        api.GET('/v1/jobs', { params: { query: { kind: 'export', status: 'succeeded', limit: 100 } }, signal }),
      )
    ).data,
});

export const adaptersQuery = queryOptions({
  queryKey: ['adapters'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/adapters', { signal }))).data,
});

export const historyQuery = (name: string) =>
  queryOptions({
    queryKey: ['adapter-history', name],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/adapters/{name}/history', { params: { path: { name } }, signal })),
  });
