import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { JobObserver } from '../telemetry/observed-jobs.ts';

const openStatuses = ['waiting', 'queued', 'delayed', 'running'] as const;

/** What waits or runs in the store, of all servers that share it. */
export function addOpenJobs(registry: Registry, read: () => Readonly<Partial<Record<string, number>>>): void {
  registry.registerMetric(
    new Gauge({
      name: 'tuneloop_jobs',
      help: 'Jobs that have not ended, by their status.',
      labelNames: ['status'],
      registers: [],
      collect() {
        this.reset();
        try {
          const open = read();
          for (const status of openStatuses) this.set({ status }, open[status] ?? 0);
        } catch {
          // A store that cannot be read must not keep the other figures back; it is logged where it is used.
        }
      },
    }),
  );
}

/** What this process does in the background. Kinds are those that it knows, so that nobody makes labels. */
export function createJobMetrics(registry: Registry): JobObserver {
  const registers = [registry];
  const running = new Gauge({
    name: 'tuneloop_jobs_running',
    help: 'Jobs that this server runs now, by their kind.',
    labelNames: ['kind'],
    registers,
  });
  const attempts = new Counter({
    name: 'tuneloop_job_attempts_total',
    help: 'Attempts of jobs that ended here, by how: succeeded, or the code of an error.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'tuneloop_job_duration_seconds',
    help: 'How long attempts of jobs took.',
    labelNames: ['kind'],
    buckets: [0.1, 1, 10, 60, 300, 1800, 7200, 43_200, 172_800],
    registers,
  });
  return {
    began: (kind) => running.inc({ kind }),
    ended({ kind, outcome, durationMs }) {
      running.dec({ kind });
      attempts.inc({ kind, outcome });
      duration.observe({ kind }, durationMs / 1000);
    },
  };
}
