import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { exportBody, type DatasetSearch } from './dataset-settings.ts';

export type ExportJob = Schemas['Job'];
export type ExportPreview = Schemas['ExportPreview'];

const shownRows = 3;
const listLength = 50;
const watchMs = 700;

/** What would be written. */
export const previewQuery = (search: DatasetSearch) =>
  queryOptions({
    queryKey: ['data', 'preview', search],
    queryFn: ({ signal }) =>
      dataOf(api.POST('/v1/exports/preview', { body: { ...exportBody(search), limit: shownRows }, signal })),
    placeholderData: keepPreviousData,
  });

export const hasEnded = ({ ended_at: endedAt }: ExportJob): boolean => endedAt !== null;

/** The latest first; looked at often while one is being written. */
export const exportsQuery = queryOptions({
  queryKey: ['data', 'exports'],
  queryFn: async ({ signal }) =>
    (await dataOf(api.GET('/v1/exports', { params: { query: { limit: listLength } }, signal }))).data,
  refetchInterval: ({ state }) => (state.data?.every(hasEnded) === false ? watchMs : false),
});

export const createExport = (search: DatasetSearch) => dataOf(api.POST('/v1/exports', { body: exportBody(search) }));

/** Ends it if it runs, and removes its files. */
export const removeExport = (id: string) => dataOf(api.DELETE('/v1/exports/{id}', { params: { path: { id } } }));
