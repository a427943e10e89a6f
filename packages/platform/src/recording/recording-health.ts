import { Counter, Gauge, type Registry } from 'prom-client';
import type { RecordingTrouble } from './lazy-log.ts';

const full: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** For health, without folders; nothing when all is recorded. */
export function describeTrouble({ failure }: RecordingTrouble): string | undefined {
  if (failure === undefined) return undefined;
  const why = full.has(failure.details['reason']) ? 'the disk is full' : 'its log cannot be written';
  return `Requests are answered, but not recorded: ${why}. The server's log says more.`;
}

export function addTroubleMetrics(registry: Registry, trouble: RecordingTrouble): void {
  let counted = 0;
  const lost = new Counter({
    name: 'tuneloop_recording_lost_total',
    help: 'Records of interactions, ratings and tools that could not be written.',
    registers: [],
    collect() {
      this.inc(trouble.lost - counted);
      counted = trouble.lost;
    },
  });
  const failing = new Gauge({
    name: 'tuneloop_recording_failing',
    help: '1 while records cannot be written, such as on a full disk; models are served all the same.',
    registers: [],
    collect() {
      this.set(trouble.failure === undefined ? 0 : 1);
    },
  });
  registry.registerMetric(lost);
  registry.registerMetric(failing);
}
