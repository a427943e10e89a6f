import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { modelsText } from '../text/en/models.ts';
import { notify, notifyProblem } from '../ui/notices.ts';
import { downloadsOf, isUnderWay, referenceOf, type Download } from './downloads.ts';
import { labModelsQuery, modelsQuery, recommendedQuery } from './model-queries.ts';

const said = modelsText.downloads;
const soonMs = 1000;
const calmMs = 15_000;

/** The latest downloads of this server, whoever began them. */
const downloadJobsQuery = queryOptions({
  queryKey: ['jobs', 'download'],
  queryFn: async ({ signal }) => {
    const { data } = await dataOf(api.GET('/v1/jobs', { params: { query: { kind: 'download', limit: 50 } }, signal }));
    return data;
  },
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? soonMs : calmMs),
});

export interface Downloads {
  downloads: Download[];
  error: unknown;
  isStarting: boolean;
  start: (reference: string) => void;
  cancel: (id: string) => void;
  resume: (id: string) => void;
}

/** Downloads are jobs of the server: they go on without this page, and are there after a reload. */
export function useDownloads(): Downloads {
  const queries = useQueryClient();
  const { data: jobs, dataUpdatedAt, error } = useQuery(downloadJobsQuery);
  useNewsOf(jobs);
  const onSettled = (): Promise<void> => queries.invalidateQueries({ queryKey: downloadJobsQuery.queryKey });
  const start = useMutation({
    mutationFn: (model: string) => dataOf(api.POST('/v1/jobs', { body: { kind: 'download', input: { model } } })),
    onError: notifyProblem,
    onSettled,
  });
  const cancel = useMutation({
    mutationFn: (id: string) => dataOf(api.DELETE('/v1/jobs/{id}', { params: { path: { id } } })),
    onError: notifyProblem,
    onSettled,
  });
  const resume = useMutation({
    mutationFn: (id: string) => dataOf(api.POST('/v1/jobs/{id}/resume', { params: { path: { id } } })),
    onError: notifyProblem,
    onSettled,
  });
  return {
    downloads: jobs === undefined ? [] : downloadsOf(jobs, dataUpdatedAt),
    error,
    isStarting: start.isPending,
    start: start.mutate,
    cancel: cancel.mutate,
    resume: resume.mutate,
  };
}

/** Says what came to its end while somebody looked on, and reads the models anew. */
function useNewsOf(jobs: readonly Schemas['Job'][] | undefined): void {
  const queries = useQueryClient();
  const seen = useRef(new Set<string>());
  useEffect(() => {
    const done = (jobs ?? []).filter(({ id, status }) => seen.current.has(id) && status === 'succeeded');
    seen.current = new Set((jobs ?? []).filter(isUnderWay).map(({ id }) => id));
    for (const job of done) notify(said.ended(referenceOf(job)));
    if (done.length === 0) return;
    for (const { queryKey } of [modelsQuery, labModelsQuery, recommendedQuery]) {
      void queries.invalidateQueries({ queryKey });
    }
  }, [jobs, queries]);
}
