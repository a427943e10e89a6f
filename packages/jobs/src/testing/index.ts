export { testJobQueue } from './conformance.ts';
export type { JobBackend, JobQueueConformanceOptions } from './conformance/context.ts';
