import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { defineJobKind, type JobKind } from '../job-kind.ts';

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

/** What a step has done, in the order in which it was done. */
export interface StepKind extends JobKind {
  /** Names of the inputs of each attempt that began. */
  readonly started: string[];
}

/**
 * Fails as often as its input says, by an error that is `retryable` or not, and then gives its name and what it was
 * given.
 */
export function stepKind(options: Pick<JobKind, 'concurrency' | 'resumable' | 'retry' | 'timeoutMs'> = {}): StepKind {
  const started: string[] = [];
  const kind = defineJobKind({
    name: 'step',
    input: z.strictObject({ name: z.string(), failures: z.int().default(0), retryable: z.boolean().default(true) }),
    ...options,
    run: async ({ name, failures, retryable }, { results }) => {
      started.push(name);
      if (started.filter((other) => other === name).length <= failures) {
        throw new TuneloopError('UPSTREAM_FAILED', `${name} failed.`, { retryable });
      }
      return { name, results };
    },
  });
  return { ...kind, started };
}
