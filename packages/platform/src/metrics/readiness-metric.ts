import { Gauge, type Registry } from 'prom-client';

/** @param isReady what `/health/ready` says */
export function addReadinessMetric(registry: Registry, isReady: () => Promise<boolean>): void {
  registry.registerMetric(
    new Gauge({
      name: 'tuneloop_ready',
      help: '1 when /health/ready answers 200, else 0.',
      registers: [],
      async collect() {
        this.set((await isReady()) ? 1 : 0);
      },
    }),
  );
}
