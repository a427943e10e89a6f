import { z } from 'zod';
import { jobStatusSchema } from '../jobs/request-wire.ts';
import { jobErrorSchema, jobProgressSchema } from '../jobs/response-schemas.ts';
import {
  trainingEvaluationSchema,
  trainingLogSchema,
  trainingPlanSchema,
  trainingReportSchema,
} from './findings-schemas.ts';
import { trainingPlanRequestSchema, trainingRequestSchema } from './request-wire.ts';
import type { TrainingRunListWire, TrainingRunWire } from './training-wire.ts';

export type TrainingComponentName =
  | 'TrainingRun'
  | 'TrainingRunList'
  | 'TrainingRequest'
  | 'TrainingPlanRequest'
  | 'TrainingPlan'
  | 'TrainingLog'
  | 'TrainingEvaluation'
  | 'TrainingReport';

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
    .enum(['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled', 'forgotten'])
    .describe('`paused`: stopped to go on later. `forgotten`: its jobs are kept no more.'),
  settings: z
    .record(z.string(), z.unknown())
    .describe('Of its training, complete; without those that name files of the server.'),
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
  TrainingPlanRequest: trainingPlanRequestSchema,
  TrainingPlan: trainingPlanSchema,
  TrainingLog: trainingLogSchema,
  TrainingEvaluation: trainingEvaluationSchema,
  TrainingReport: trainingReportSchema,
};
