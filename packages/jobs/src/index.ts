export { defineJobKind, type JobContext, type JobKind } from './job-kind.ts';
export { createJobRunner, type JobRunner } from './job-runner.ts';
export type { JobLogger, JobRetention, JobRunnerOptions } from './runner-options.ts';
