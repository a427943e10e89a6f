import { describeEventStream } from '../openapi/event-stream.ts';
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

const graphId: Json = { ...jobId, description: 'The id of a graph.' };

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key with the same body gives what is there already.',
  schema: { type: 'string', maxLength: 200 },
};

const query = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'query',
  description,
  schema,
});

const behind = query('after', 'Begin behind this event; the header Last-Event-ID says the same.', {
  type: 'integer',
  minimum: 0,
});

const eventStream: Json = {
  ...responses(describeEventStream({ description: 'Events whose id is their position and whose name is their type.' })),
  204: { description: 'All has ended, and nothing is behind `after`: do not connect again.' },
};

const download = (model: string): Json => ({ kind: 'download', input: { model } });

const graphExample: Json = {
  steps: [
    { name: 'small', ...download('hf:Qwen/Qwen3-0.6B-GGUF:Q8_0') },
    { name: 'large', after: ['small'], ...download('hf:Qwen/Qwen3-8B-GGUF:Q4_K_M') },
  ],
};

const tags = ['Jobs'];

export const jobsTag = { name: 'Jobs', description: 'Long work, such as downloads; on servers that run jobs.' };

/** The operations on jobs. Keys need the scope `admin`, or that of the kind. */
export const jobPaths: Json = {
  '/v1/jobs': {
    post: {
      operationId: 'submitJob',
      tags,
      summary: 'Submit a job.',
      parameters: [idempotencyKey],
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
      parameters: [jobId, behind],
      responses: eventStream,
    },
  },
  '/v1/jobs/graphs': {
    post: {
      operationId: 'submitJobGraph',
      tags,
      summary: 'Submit jobs that depend on each other, all or none.',
      parameters: [idempotencyKey],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: refTo('JobGraphRequest'), examples: { example: { value: graphExample } } },
        },
      },
      responses: json('JobGraph'),
    },
  },
  '/v1/jobs/graphs/{id}': {
    get: {
      operationId: 'retrieveJobGraph',
      tags,
      summary: 'Show a graph and its jobs.',
      parameters: [graphId],
      responses: json('JobGraph'),
    },
  },
  '/v1/jobs/graphs/{id}/cancel': {
    post: {
      operationId: 'cancelJobGraph',
      tags,
      summary: 'Cancel every job of a graph that has not ended.',
      parameters: [graphId],
      responses: json('JobGraph'),
    },
  },
  '/v1/jobs/graphs/{id}/resume': {
    post: {
      operationId: 'resumeJobGraph',
      tags,
      summary: 'Queue again whatever of a graph failed, was cancelled or skipped.',
      parameters: [graphId],
      responses: json('JobGraph'),
    },
  },
  '/v1/jobs/graphs/{id}/events': {
    get: {
      operationId: 'streamJobGraphEvents',
      tags,
      summary: 'Replay what happened to the jobs of a graph, and follow what happens, until all of them have ended.',
      parameters: [graphId, behind],
      responses: eventStream,
    },
  },
};
