import { z } from 'zod';
import { jobStatusSchema } from '../jobs/request-wire.ts';
import { jobErrorSchema, jobProgressSchema } from '../jobs/response-schemas.ts';
import { trainingRequestSchema } from './request-wire.ts';
import type { TrainingRunListWire, TrainingRunWire } from './training-wire.ts';

export type TrainingComponentName = 'TrainingRun' | 'TrainingRunList' | 'TrainingRequest';

const seconds = z.int().min(0);
const count = z.int().min(0);

const runSchema: z.ZodType<TrainingRunWire> = z.strictObject({
  id: z.string(),
  object: z.literal('training.run'),
  name: z.string().describe('Of the adapter.'),
  model: z.string().describe('The base.'),
  method: z.string(),
  data: z.string().nullable().describe('The name of its data.'),
  continue_from: z.string().nullable(),
  status: z
    .enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'forgotten'])
    .describe('`forgotten`: its jobs are kept no more.'),
  created_at: seconds.describe('Seconds since 1970.'),
  graph: z.string().nullable().describe('Its jobs, for `/v1/jobs/graphs`.'),
  steps: z.array(
    z.strictObject({
      name: z.string(),
      job: z.string(),
      status: jobStatusSchema,
      attempt: count,
      started_at: seconds.nullable(),
      ended_at: seconds.nullable(),
      progress: jobProgressSchema.nullable(),
      result: z.unknown(),
      error: jobErrorSchema.nullable(),
    }),
  ),
  last_event: count,
});

const runListSchema: z.ZodType<TrainingRunListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(runSchema),
});

export const trainingComponentSchemas: Readonly<Record<TrainingComponentName, z.ZodType>> = {
  TrainingRun: runSchema,
  TrainingRunList: runListSchema,
  TrainingRequest: trainingRequestSchema,
};
