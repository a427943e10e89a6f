import { Counter, Gauge, type Registry } from 'prom-client';
import type { Reloader } from './reloader.ts';

/** How often the configuration was read again, and whether the last time went well. */
export function addReloadMetrics(registry: Registry, reloader: Pick<Reloader, 'watch'>): void {
  const reloads = new Counter({
    name: 'tuneloop_config_reloads_total',
    help: 'Times that the configuration was read again while the server ran, by outcome: changed, unchanged, refused.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['changed', 'unchanged', 'refused']) reloads.inc({ outcome }, 0);
  const isGood = new Gauge({
    name: 'tuneloop_config_last_reload_successful',
    help: '0 when the configuration was refused the last time that it was read, else 1.',
    registers: [registry],
  });
  isGood.set(1);
  reloader.watch(({ outcome }) => {
    reloads.inc({ outcome });
    isGood.set(outcome === 'refused' ? 0 : 1);
  });
}
