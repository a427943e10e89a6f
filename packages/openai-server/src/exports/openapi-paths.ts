import type { ExportComponentName } from './openapi-components.ts';

type Json = Record<string, unknown>;

const refTo = (name: 'Job' | 'JobList' | 'Error' | ExportComponentName): Json => ({
  $ref: `#/components/schemas/${name}`,
});

const responses = (content: Json): Json => ({
  200: { description: 'The answer.', content },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const json = (name: 'Job' | 'JobList' | 'ExportPreview' | 'DeletedExport'): Json =>
  responses({ 'application/json': { schema: refTo(name) } });

const exportId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of the export, which is a job.',
  schema: { type: 'string' },
};

const tags = ['Interactions'];

export const exportPaths: Json = {
  '/v1/exports': {
    get: {
      operationId: 'listExports',
      tags,
      summary: 'List exports, the latest first, but for those whose files were removed.',
      parameters: [
        { name: 'after', in: 'query', description: 'The last id of the page before.', schema: { type: 'string' } },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      ],
      responses: json('JobList'),
    },
    post: {
      operationId: 'createExport',
      tags,
      summary: 'Write interactions and what was said of them as training data; answers a job.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('ExportRequest'),
            examples: { example: { value: { format: 'sft', where: { rating: 'up' } } } },
          },
        },
      },
      responses: json('Job'),
    },
  },
  '/v1/exports/preview': {
    post: {
      operationId: 'previewExport',
      tags,
      summary: 'Show what an export would write: its first rows, and what is left out for which reason.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('ExportPreviewRequest'),
            examples: { example: { value: { format: 'dpo', where: { rating: 'any' }, limit: 2 } } },
          },
        },
      },
      responses: json('ExportPreview'),
    },
  },
  '/v1/exports/{id}/file': {
    get: {
      operationId: 'downloadExport',
      tags,
      summary: 'A file of an export that has succeeded: the first, or the one with this name (also its manifest).',
      parameters: [exportId, { name: 'name', in: 'query', schema: { type: 'string' } }],
      responses: responses({ 'application/x-ndjson': { schema: { type: 'string' } } }),
    },
  },
  '/v1/exports/{id}': {
    get: {
      operationId: 'retrieveExport',
      tags,
      summary: 'Show an export: its job, whose result tells the files and what was left out.',
      parameters: [exportId],
      responses: json('Job'),
    },
    delete: {
      operationId: 'deleteExport',
      tags,
      summary: 'Cancel an export, or remove its files.',
      parameters: [exportId],
      responses: json('DeletedExport'),
    },
  },
};
