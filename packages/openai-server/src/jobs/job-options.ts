import type { JobQueue } from '@tuneloop/protocol';
import { z } from 'zod';
import { scopes, type Scope } from '../auth/authenticator.ts';

export interface JobOptions {
  queue: JobQueue;
  /** What a key needs for the jobs of a kind, beside `admin`, which may use them all. Kinds without an entry need `admin`. */
  scopes?: Readonly<Record<string, Scope>> | undefined;
}

export const jobOptionsSchema: z.ZodType<JobOptions> = z.strictObject({
  queue: z.custom<JobQueue>(
    (value) => typeof (value as JobQueue | undefined)?.submit === 'function',
    'must be a JobQueue, for example createJobRunner(…) of @tuneloop/jobs',
  ),
  scopes: z.record(z.string(), z.enum(scopes)).optional(),
});
