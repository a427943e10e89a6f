import type { FineTuningComponentName } from './openapi-components.ts';
import { fineTuningTag } from './openapi-tag.ts';

type Json = Record<string, unknown>;

const refTo = (name: FineTuningComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const json = (name: FineTuningComponentName): Json => ({
  200: { description: 'The answer.', content: { 'application/json': { schema: refTo(name) } } },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const jobId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a fine-tuning job.',
  schema: { type: 'string' },
};

const pageParameters = (limit: number): Json[] => [
  { name: 'after', in: 'query', description: 'The id of the last one of the page before.', schema: { type: 'string' } },
  { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: limit } },
];

const tags = [fineTuningTag.name];

const action = (operationId: string, summary: string): Json => ({
  post: { operationId, tags, summary, parameters: [jobId], responses: json('FineTuningJob') },
});

/** The operations of fine-tuning. Keys need the scope `train` or `admin`. */
export const fineTuningPaths: Json = {
  '/v1/fine_tuning/jobs': {
    post: {
      operationId: 'createFineTuningJob',
      tags,
      summary: 'Train an adapter on an uploaded file.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('FineTuningRequest'),
            examples: { example: { value: { model: 'default', training_file: 'file-1', suffix: 'mine' } } },
          },
        },
      },
      responses: json('FineTuningJob'),
    },
    get: {
      operationId: 'listFineTuningJobs',
      tags,
      summary: 'List the fine-tuning jobs, the latest first.',
      parameters: [
        ...pageParameters(20),
        {
          name: 'metadata',
          in: 'query',
          style: 'deepObject',
          explode: true,
          description: 'Only those that have these.',
          schema: {
            type: 'object',
            propertyNames: { minLength: 1, maxLength: 64 },
            additionalProperties: { type: 'string' },
          },
        },
      ],
      responses: json('FineTuningJobList'),
    },
  },
  '/v1/fine_tuning/jobs/{id}': {
    get: {
      operationId: 'retrieveFineTuningJob',
      tags,
      summary: 'Show a fine-tuning job.',
      parameters: [jobId],
      responses: json('FineTuningJob'),
    },
  },
  '/v1/fine_tuning/jobs/{id}/events': {
    get: {
      operationId: 'listFineTuningEvents',
      tags,
      summary: 'What happened to a fine-tuning job, the latest first.',
      parameters: [jobId, ...pageParameters(20)],
      responses: json('FineTuningEventList'),
    },
  },
  '/v1/fine_tuning/jobs/{id}/checkpoints': {
    get: {
      operationId: 'listFineTuningCheckpoints',
      tags,
      summary: 'The checkpoints of a fine-tuning job, the latest first.',
      parameters: [jobId, ...pageParameters(10)],
      responses: json('FineTuningCheckpointList'),
    },
  },
  '/v1/fine_tuning/jobs/{id}/pause': action('pauseFineTuningJob', 'Stop a job so that it can go on later.'),
  '/v1/fine_tuning/jobs/{id}/resume': action('resumeFineTuningJob', 'Go on from the last checkpoint.'),
  '/v1/fine_tuning/jobs/{id}/cancel': action('cancelFineTuningJob', 'Cancel a job.'),
};
