import type { z } from 'zod';
import { jobGraphRequestSchema, jobRequestSchema } from './request-wire.ts';
import { jobGraphSchema, jobPageSchema, jobSchema } from './response-schemas.ts';

export type JobComponentName = 'Job' | 'JobGraph' | 'JobGraphRequest' | 'JobList' | 'JobRequest';

export const jobComponentSchemas: Readonly<Record<JobComponentName, z.ZodType>> = {
  Job: jobSchema,
  JobGraph: jobGraphSchema,
  JobGraphRequest: jobGraphRequestSchema,
  JobList: jobPageSchema,
  JobRequest: jobRequestSchema,
};
