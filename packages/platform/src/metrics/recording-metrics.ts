import type { TuneloopError } from '@tuneloop/protocol';
import type { SpoolCounts } from '@tuneloop/rlhf/otel';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Who in the network is told, by a name of ours. */
export interface CountedReceiver {
  name: string;
  counts(): SpoolCounts;
}

export interface RecordingFigures {
  receivers(): readonly CountedReceiver[];
  /** Calls back with what keeps something from being recorded or told. */
  onProblem(listener: (problem: TuneloopError) => void): void;
}

const outcomes = ['delivered', 'dropped', 'refused', 'lost'] as const;

/** Whether what happens is written and told. */
export function addRecordingMetrics(registry: Registry, { receivers, onProblem }: RecordingFigures): void {
  const registers = [registry];
  const problems = new Counter({
    name: 'tuneloop_recording_problems_total',
    help: 'What kept the log from being written or receivers from being told, by the code of the error.',
    labelNames: ['code'],
    registers,
  });
  // So that the first one is an increase: what was not there before is none to Prometheus.
  for (const code of ['store_failed', 'resource_exhausted']) problems.inc({ code }, 0);
  onProblem(({ code }) => problems.inc({ code: code.toLowerCase() }));
  const records = new Counter({
    name: 'tuneloop_spool_records_total',
    help: 'Records for receivers in the network, by what became of them.',
    labelNames: ['receiver', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { name: receiver, counts } of receivers()) {
        const counted = counts();
        for (const outcome of outcomes) records.inc({ receiver, outcome }, counted[outcome]);
      }
    },
  });
  registry.registerMetric(
    new Gauge({
      name: 'tuneloop_spool_waiting_bytes',
      help: 'What receivers in the network have not taken yet.',
      labelNames: ['receiver'],
      registers: [],
      collect() {
        for (const { name: receiver, counts } of receivers()) this.set({ receiver }, counts().waitingBytes);
      },
    }),
  );
}
