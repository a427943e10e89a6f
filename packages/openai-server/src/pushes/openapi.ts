import type { z } from 'zod';
import { interactionsTag } from '../interactions/openapi-paths.ts';
import { pushBodySchema, pushTargetListSchema } from './push-wire.ts';

type Json = Record<string, unknown>;

export type PushComponentName = 'PushRequest' | 'PushTargetList';

export const pushComponentSchemas: Readonly<Record<PushComponentName, z.ZodType>> = {
  PushRequest: pushBodySchema,
  PushTargetList: pushTargetListSchema,
};

const refTo = (name: PushComponentName | 'Job' | 'JobList' | 'Error'): Json => ({
  $ref: `#/components/schemas/${name}`,
});

const answers = (name: PushComponentName | 'Job' | 'JobList'): Json => ({
  200: { description: 'The answer.', content: { 'application/json': { schema: refTo(name) } } },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const tags = [interactionsTag.name];

const pushId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of the push, which is a job.',
  schema: { type: 'string' },
};

/** The operations of pushes. */
export const pushPaths: Json = {
  '/v1/pushes': {
    get: {
      operationId: 'listPushes',
      tags,
      summary: 'List what was sent to other services, the latest first. Scope `data` or `admin`.',
      parameters: [
        { name: 'after', in: 'query', description: 'The last id of the page before.', schema: { type: 'string' } },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      ],
      responses: answers('JobList'),
    },
    post: {
      operationId: 'createPush',
      tags,
      summary: 'Send interactions to Label Studio or Langfuse; answers a job. Scope `data` or `admin`.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('PushRequest'),
            examples: {
              example: { value: { target: 'label-studio', template: 'rating', where: { rating: 'none' } } },
            },
          },
        },
      },
      responses: answers('Job'),
    },
  },
  '/v1/pushes/targets': {
    get: {
      operationId: 'listPushTargets',
      tags,
      summary: 'Show where interactions can be sent, and which settings are missing for that. Scope `data` or `admin`.',
      responses: answers('PushTargetList'),
    },
  },
  '/v1/pushes/{id}': {
    get: {
      operationId: 'retrievePush',
      tags,
      summary: 'Show a push: how far it is, and what came of it. Scope `data` or `admin`.',
      parameters: [pushId],
      responses: answers('Job'),
    },
    delete: {
      operationId: 'cancelPush',
      tags,
      summary: 'Cancel a push; what has arrived stays there. Scope `data` or `admin`.',
      parameters: [pushId],
      responses: answers('Job'),
    },
  },
};
