import type { JobProgress } from '@tuneloop/protocol';
import type { z } from 'zod';
import type { RetryPolicy } from './retry-policy.ts';

/** What a job has while it runs. */
export interface JobContext {
  jobId: string;
  /** 1 at the first start; more when the job was tried again or resumed. */
  attempt: number;
  /** Aborted when the job is cancelled, takes too long (`TIMEOUT`), or when the runner stops. */
  signal: AbortSignal;
  /** Of the jobs that it comes after: by their names in its graph, otherwise by their ids. */
  results: Readonly<Record<string, unknown>>;
  /** What `checkpoint` saved last, in this attempt or an earlier one. */
  lastCheckpoint: unknown;
  /** Tells how far it is. May be called as often as it likes: only some of it is kept. */
  progress(progress: JobProgress): void;
  log(message: string, level?: 'info' | 'warn'): void;
  /** Keeps figures, such as a loss; `step` in units of the work. */
  metrics(step: number, values: Readonly<Record<string, number>>): void;
  /** Saves plain data from which a later attempt goes on. */
  checkpoint(state: unknown): void;
}

/** A kind of work. */
export interface JobKind<Input = unknown> {
  /** Lower case, with hyphens. */
  name: string;
  /** Reads and validates the input where it enters; what it gives must be plain data. */
  input: z.ZodType<Input>;
  /**
   * Whether a job that was interrupted, because its process ended, is started again by itself; otherwise it has failed.
   * Default `false`. After ten deaths of its process without a new checkpoint it has failed all the same.
   */
  resumable?: boolean | undefined;
  /** Jobs of this kind that run at the same time, within those of the runner. */
  concurrency?: number | undefined;
  /** Without it a job that fails is not tried again by itself. */
  retry?: RetryPolicy | undefined;
  /**
   * How long an attempt may take, in ms. Its signal is aborted then, and it has failed by `TIMEOUT`, which is
   * retryable. One that does not heed its signal keeps its place until it ends.
   */
  timeoutMs?: number | undefined;
  /**
   * Resolves to the result, which must be plain data. What it throws fails the job: a `TuneloopError` with its message,
   * which clients will see; anything else as `INTERNAL`, without.
   */
  run(input: Input, context: JobContext): Promise<unknown>;
}

/** Ties `run` to the type that the schema gives; the kinds of one runner have various. */
export function defineJobKind<Input>(kind: JobKind<Input>): JobKind {
  return { ...kind, run: (input, context) => kind.run(input as Input, context) };
}
