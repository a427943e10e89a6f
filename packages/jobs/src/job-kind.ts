import type { JobProgress } from '@tuneloop/protocol';
import type { z } from 'zod';

/** What a job has while it runs. */
export interface JobContext {
  jobId: string;
  /** 1 at the first start; more when the job was resumed. */
  attempt: number;
  /** Aborted when the job is cancelled, or when the runner stops. */
  signal: AbortSignal;
  /** What `checkpoint` saved last, in this attempt or an earlier one. */
  lastCheckpoint: unknown;
  /** Tells how far it is. May be called as often as it likes: only some of it is kept. */
  progress(progress: JobProgress): void;
  log(message: string, level?: 'info' | 'warn'): void;
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
   * Default `false`.
   */
  resumable?: boolean | undefined;
  /** Jobs of this kind that run at the same time, within those of the runner. */
  concurrency?: number | undefined;
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
