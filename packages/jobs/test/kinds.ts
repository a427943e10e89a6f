import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { defineJobKind, type JobKind } from '../src/job-kind.ts';

/** Counts from its checkpoint to `to`, one step each `stepMs`. */
export function countKind(options: { stepMs?: number; resumable?: boolean; concurrency?: number } = {}): JobKind {
  const { stepMs = 0, ...rest } = options;
  return defineJobKind({
    name: 'count',
    input: z.strictObject({ to: z.int().min(1) }),
    ...rest,
    run: async ({ to }, context) => {
      let count = typeof context.lastCheckpoint === 'number' ? context.lastCheckpoint : 0;
      while (count < to) {
        context.signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, stepMs));
        count += 1;
        context.checkpoint(count);
      }
      return { counted: count };
    },
  });
}

export interface GatedKind extends JobKind {
  /** Inputs of the jobs that run now. */
  readonly running: Set<string>;
  finish(name: string): void;
}

/** Runs until its test says so, or its signal is aborted. */
export function gatedKind(name = 'gated', concurrency?: number): GatedKind {
  const running = new Set<string>();
  const gates = new Map<string, () => void>();
  const kind = defineJobKind({
    name,
    input: z.strictObject({ name: z.string() }),
    concurrency,
    run: async ({ name: job }, { signal }) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      gates.set(job, resolve);
      signal.addEventListener('abort', () => reject(TuneloopError.from(signal.reason)), { once: true });
      running.add(job);
      await promise.finally(() => running.delete(job));
      return job;
    },
  });
  return { ...kind, running, finish: (job) => gates.get(job)?.() };
}
