import type { z } from 'zod';
import { fineTuningTag } from '../fine-tuning/openapi-tag.ts';
import { loopRunRequestSchema, loopSchema } from './loop-wire.ts';

type Json = Record<string, unknown>;

export type LoopComponentName = 'Loop' | 'LoopRunRequest';

export const loopComponentSchemas: Readonly<Record<LoopComponentName, z.ZodType>> = {
  Loop: loopSchema,
  LoopRunRequest: loopRunRequestSchema,
};

const refTo = (name: LoopComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const responses: Json = {
  200: { description: 'The answer.', content: { 'application/json': { schema: refTo('Loop') } } },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
};

const tags = [fineTuningTag.name];

/** The operations of the loop. */
export const loopPaths: Json = {
  '/v1/loop': {
    get: {
      operationId: 'retrieveLoop',
      tags,
      summary:
        'Show the loop from ratings to a better adapter: what is new, what became of the last one. Scope `train`.',
      responses,
    },
  },
  '/v1/loop/run': {
    post: {
      operationId: 'runLoop',
      tags,
      summary: 'Train an adapter on what people said of answers, unless that is under way. Scope `admin`.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('LoopRunRequest'),
            examples: { example: { value: { min_ratings: 20, promote_if: 'margin_gain_low>0' } } },
          },
        },
      },
      responses,
    },
  },
};
