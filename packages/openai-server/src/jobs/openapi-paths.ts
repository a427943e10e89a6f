import type { JobComponentName } from './openapi-components.ts';
import { jobStatuses } from './request-wire.ts';

type Json = Record<string, unknown>;

const refTo = (name: JobComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const responses = (content: Json): Json => ({
  200: { description: 'The answer.', content },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const json = (name: JobComponentName): Json => responses({ 'application/json': { schema: refTo(name) } });

const jobId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a job.',
  schema: { type: 'string' },
};

const query = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'query',
  description,
  schema,
});

const tags = ['Jobs'];

export const jobsTag = { name: 'Jobs', description: 'Long work, such as downloads; on servers that run jobs.' };

/** The operations on jobs. Keys need the scope `admin`, or that of the kind. */
export const jobPaths: Json = {
  '/v1/jobs': {
    post: {
      operationId: 'submitJob',
      tags,
      summary: 'Submit a job.',
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'The same key, kind and input give the same job.',
          schema: { type: 'string', maxLength: 200 },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('JobRequest'),
            examples: { example: { value: { kind: 'download', input: { model: 'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M' } } } },
          },
        },
      },
      responses: json('Job'),
    },
    get: {
      operationId: 'listJobs',
      tags,
      summary: 'List the jobs, the latest first.',
      parameters: [
        query('kind', 'Of this kind only.'),
        query('status', 'With this status only.', { enum: jobStatuses }),
        query('group', 'The steps of this graph only.'),
        query('after', 'The id of the last job of the page before.'),
        query('limit', 'Jobs on a page.', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
      ],
      responses: json('JobList'),
    },
  },
  '/v1/jobs/{id}': {
    get: { operationId: 'retrieveJob', tags, summary: 'Show a job.', parameters: [jobId], responses: json('Job') },
    delete: { operationId: 'cancelJob', tags, summary: 'Cancel a job.', parameters: [jobId], responses: json('Job') },
  },
  '/v1/jobs/{id}/resume': {
    post: {
      operationId: 'resumeJob',
      tags,
      summary:
        'Queue a failed, cancelled or skipped job again; it goes on from its last checkpoint. A delayed one runs at once.',
      parameters: [jobId],
      responses: json('Job'),
    },
  },
  '/v1/jobs/{id}/retry': {
    post: {
      operationId: 'retryJob',
      tags,
      summary: 'Queue a failed, cancelled or skipped job again, from its beginning.',
      parameters: [jobId],
      responses: json('Job'),
    },
  },
  '/v1/jobs/{id}/events': {
    get: {
      operationId: 'streamJobEvents',
      tags,
      summary: 'Replay what happened to a job, and follow what happens, until it has ended.',
      parameters: [
        jobId,
        query('after', 'Begin behind this event; the header Last-Event-ID says the same.', {
          type: 'integer',
          minimum: 0,
        }),
      ],
      responses: responses({
        'text/event-stream': {
          schema: { type: 'string', description: 'Events whose id is their position and whose name is their type.' },
        },
      }),
    },
  },
};
