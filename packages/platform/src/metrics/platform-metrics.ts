import type { Registry } from 'prom-client';
import type { PlatformJobs } from '../jobs/platform-jobs.ts';
import type { Recording } from '../recording/create-recording.ts';
import { addOpenJobs } from './job-metrics.ts';
import { addReadinessMetric } from './readiness-metric.ts';
import { addRecordingMetrics } from './recording-metrics.ts';

export interface PlatformMetricsOptions {
  recording: Pick<Recording, 'figures'>;
  jobs: Pick<PlatformJobs, 'openJobs'>;
  /** What `/health/ready` says. */
  isReady: () => Promise<boolean>;
}

/** Figures of those parts of a server that are made after its registry. */
export function addPlatformMetrics(registry: Registry, { recording, jobs, isReady }: PlatformMetricsOptions): void {
  addRecordingMetrics(registry, recording.figures);
  addOpenJobs(registry, () => jobs.openJobs());
  addReadinessMetric(registry, isReady);
}
