export { defineJobKind, type JobContext, type JobKind } from './job-kind.ts';
