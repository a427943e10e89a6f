import type { JobProgress } from '@tuneloop/protocol';
import { z } from 'zod';
import type { JobErrorWire, JobGraphWire, JobPageWire, JobWire } from './job-wire.ts';
import { listPageSchema } from '../http/list-page.ts';
import { jobStatusSchema } from './request-wire.ts';

const seconds = z.int().min(0);
const count = z.int().min(0);

export const jobProgressSchema: z.ZodType<JobProgress> = z.strictObject({
  phase: z.string(),
  completed: z.number(),
  total: z.number().optional(),
  label: z.string().optional(),
});

export const jobErrorSchema: z.ZodType<JobErrorWire> = z.strictObject({
  code: z.string().nullable(),
  message: z.string(),
});

export const jobSchema: z.ZodType<JobWire> = z.strictObject({
  id: z.string(),
  object: z.literal('job'),
  kind: z.string(),
  status: jobStatusSchema,
  input: z.unknown(),
  after: z.array(z.string()).describe('Ids of the jobs that it comes after.'),
  group: z.string().nullable().describe('The graph that it is a step of.'),
  step: z.string().nullable().describe('Its name in the graph.'),
  priority: z.int(),
  created_at: seconds.describe('Seconds since 1970.'),
  started_at: seconds.nullable(),
  ended_at: seconds.nullable(),
  attempt: count.describe('How often it was started.'),
  next_attempt_at: seconds.nullable().describe('Of `delayed`.'),
  last_event: count.describe('Position of its last event.'),
  progress: jobProgressSchema.nullable(),
  result: z.unknown(),
  error: jobErrorSchema.nullable(),
});

export const jobPageSchema: z.ZodType<JobPageWire> = listPageSchema(jobSchema);

export const jobGraphSchema: z.ZodType<JobGraphWire> = z.strictObject({
  id: z.string(),
  object: z.literal('job.graph'),
  status: z
    .enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'])
    .describe('Of all its jobs: `failed` and `cancelled` when they have all ended.'),
  jobs: z.array(jobSchema).describe('In the order of the steps.'),
  last_event: count.describe('Position of its last event.'),
});
