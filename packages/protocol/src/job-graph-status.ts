import type { Job } from './job.ts';

export type JobGraphStatus =
  /** None of its jobs has begun. */
  | 'queued'
  | 'running'
  | 'succeeded'
  /** All have ended, and one of them failed. */
  | 'failed'
  /** All have ended; one was cancelled, and none failed. */
  | 'cancelled';

/** How a graph does as a whole. */
export function jobGraphStatus(jobs: readonly Pick<Job, 'status' | 'attempt'>[]): JobGraphStatus {
  const has = (...statuses: Job['status'][]): boolean => jobs.some(({ status }) => statuses.includes(status));
  if (has('waiting', 'queued', 'running', 'delayed'))
    return jobs.some(({ attempt }) => attempt > 0) ? 'running' : 'queued';
  if (has('failed')) return 'failed';
  return has('cancelled', 'skipped') ? 'cancelled' : 'succeeded';
}
