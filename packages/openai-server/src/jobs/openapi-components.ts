import type { z } from 'zod';
import { jobRequestSchema } from './request-wire.ts';
import { jobPageSchema, jobSchema } from './response-schemas.ts';

export type JobComponentName = 'Job' | 'JobList' | 'JobRequest';

export const jobComponentSchemas: Readonly<Record<JobComponentName, z.ZodType>> = {
  Job: jobSchema,
  JobList: jobPageSchema,
  JobRequest: jobRequestSchema,
};
