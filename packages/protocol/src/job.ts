import type { SerializedError } from './errors.ts';

export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** How far a job is, in units of its phase (`download`: bytes). */
export interface JobProgress {
  phase: string;
  completed: number;
  /** Left out while unknown. */
  total?: number | undefined;
  /** What it is done to, for people to read. */
  label?: string | undefined;
}

interface JobEventHead {
  /** Running number within the job, from 1, without gaps. */
  position: number;
  /** ISO 8601, UTC. */
  time: string;
}

/** What a job says while it runs. */
export type JobReport =
  | ({ type: 'progress' } & JobProgress)
  | { type: 'log'; level: 'info' | 'warn'; message: string }
  /** From here it goes on when it is interrupted; plain data. */
  | { type: 'checkpoint'; state: unknown };

/**
 * What happens to a job, in order. Every event is persisted before anybody sees it; of progress only some is kept.
 *
 * `result`, `failed` and `cancelled` end it. A job that is resumed later goes on with another `queued`.
 */
export type JobEvent = JobEventHead &
  (
    | { type: 'queued'; reason: 'submitted' | 'resumed' | 'interrupted' }
    /** `attempt` counts from 1. */
    | { type: 'started'; attempt: number }
    | JobReport
    | { type: 'result'; value: unknown }
    | { type: 'failed'; error: SerializedError }
    | { type: 'cancelled' }
  );

/** Long work that outlives the request that asked for it. Times are ISO 8601, UTC. */
export interface Job {
  id: string;
  /** What kind of work, such as `download`. */
  kind: string;
  /** As its kind's schema has read it. */
  input: unknown;
  status: JobStatus;
  /** Who submitted it; the id of an API key. */
  owner?: string | undefined;
  createdAt: string;
  startedAt?: string | undefined;
  endedAt?: string | undefined;
  /** How often it was started. */
  attempt: number;
  /** Position of its last event. */
  lastEvent: number;
  progress?: JobProgress | undefined;
  /** Of `succeeded`. */
  result?: unknown;
  /** Of `failed`; its message may be shown to whoever may see the job. */
  error?: SerializedError | undefined;
}

export interface JobRequest {
  kind: string;
  input: unknown;
  owner?: string | undefined;
  /** Submitting again with the same key, owner, kind and input gives the job that is there already. */
  idempotencyKey?: string | undefined;
}

export interface JobQuery {
  /** Of these kinds only. */
  kinds?: readonly string[] | undefined;
  statuses?: readonly JobStatus[] | undefined;
  /** Those submitted before the job with this id. */
  after?: string | undefined;
  /** 1 to 100, by default 20. */
  limit?: number | undefined;
}

export interface JobPage {
  /** The latest first. */
  jobs: Job[];
  hasMore: boolean;
}

export interface JobEventsOptions {
  /** Begin behind this position; by default 0, which replays everything. */
  after?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Submits, shows and ends jobs, wherever they run. Errors of all: `STORE_FAILED`. */
export interface JobQueue {
  /** The kinds of jobs that can be submitted. */
  readonly kinds: readonly string[];
  /** Errors: `INVALID_REQUEST` (no such kind, input that its schema refuses, the key was used for other input). */
  submit(request: JobRequest): Promise<Job>;
  /** Errors: `NOT_FOUND`. */
  get(id: string): Promise<Job>;
  /** Errors: `INVALID_REQUEST`, `NOT_FOUND` (no job `after`). */
  list(query?: JobQuery): Promise<JobPage>;
  /**
   * A queued job is cancelled at once; a running one ends as soon as it can, which its events tell. Ended ones stay as
   * they are. Errors: `NOT_FOUND`.
   */
  cancel(id: string): Promise<Job>;
  /**
   * Queues a failed or cancelled job again; it goes on from its last checkpoint. Errors: `NOT_FOUND`, `INVALID_REQUEST`
   * when it is neither.
   */
  resume(id: string): Promise<Job>;
  /**
   * Replays what has happened and follows what happens; ends after the event that ends the job. A slow reader misses
   * nothing and costs no memory, and leaving never ends the job. Errors: `NOT_FOUND`, `ABORTED`.
   */
  events(id: string, options?: JobEventsOptions): AsyncIterable<JobEvent>;
}
