import type { SerializedError } from './errors.ts';

export type JobStatus =
  /** For jobs that it comes after. */
  | 'waiting'
  /** For a runner that has room. */
  | 'queued'
  | 'running'
  /** For the time of its next attempt. */
  | 'delayed'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  /** It never ran, since a job that it comes after did not succeed. */
  | 'skipped';

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
  /** Figures at a point of the work, such as a training step's loss; all are kept. */
  | { type: 'metrics'; step: number; values: Readonly<Record<string, number>> }
  /** From here it goes on when it is interrupted; plain data. */
  | { type: 'checkpoint'; state: unknown };

/**
 * What happens to a job, in order. Every event is persisted before anybody sees it; of progress only some is kept.
 *
 * `result`, `failed`, `cancelled` and `skipped` end it. A job that is resumed later goes on with another `waiting` or
 * `queued`.
 */
export type JobEvent = JobEventHead &
  /** Some of the jobs that it comes after have not ended. */
  (
    | { type: 'waiting'; reason: 'submitted' | 'resumed' }
    /** `ready`: all jobs that it comes after have succeeded. */
    | { type: 'queued'; reason: 'submitted' | 'ready' | 'resumed' | 'interrupted' }
    /** `attempt` counts from 1. */
    | { type: 'started'; attempt: number }
    | JobReport
    /** The attempt failed by `error`; the next one begins at `nextAttemptAt` (ISO 8601, UTC) or later. */
    | { type: 'retrying'; attempt: number; error: SerializedError; nextAttemptAt: string }
    | { type: 'result'; value: unknown }
    | { type: 'failed'; error: SerializedError }
    | { type: 'cancelled' }
    /** `error` (`JOB_FAILED`) names the job that did not succeed. */
    | { type: 'skipped'; error: SerializedError }
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
  /** Ids of the jobs that it comes after. */
  after: readonly string[];
  /** The graph that it is a step of. */
  group?: string | undefined;
  /** Its name in the graph. */
  step?: string | undefined;
  /** Of the jobs that could run, those with the largest begin first; those with the same in their order. */
  priority: number;
  createdAt: string;
  startedAt?: string | undefined;
  endedAt?: string | undefined;
  /** How often it was started. */
  attempt: number;
  /** Of `delayed`: when it is started again at the earliest. */
  nextAttemptAt?: string | undefined;
  /** Position of its last event. */
  lastEvent: number;
  progress?: JobProgress | undefined;
  /** Of `succeeded`. */
  result?: unknown;
  /** Of `failed` and `skipped`, and of `delayed` its last attempt's; its message may be shown to whoever may see the job. */
  error?: SerializedError | undefined;
}

/** What is to be done, and when. */
export interface JobTask {
  kind: string;
  input: unknown;
  /** From -1000 to 1000, by default 0. */
  priority?: number | undefined;
}

export interface JobRequest extends JobTask {
  /**
   * Ids of jobs, 100 at most. It begins when they all have succeeded, and has their results by their ids; if one of them
   * fails, is cancelled or skipped, it is skipped.
   */
  after?: readonly string[] | undefined;
  owner?: string | undefined;
  /** Submitting again with the same key, owner, kind, input and `after` gives the job that is there already. */
  idempotencyKey?: string | undefined;
}

/** A job of a graph. */
export interface JobStep extends JobTask {
  /** Its own in the graph: letters, digits, `.`, `_` and `-`, 100 at most. */
  name: string;
  /** Names of steps that come before it; it has their results by these names. They may stand in any order. */
  after?: readonly string[] | undefined;
}

/** Jobs that depend on each other, without a cycle. */
export interface JobGraphRequest {
  /** 1 to 1000. */
  steps: readonly JobStep[];
  owner?: string | undefined;
  /** Submitting again with the same key, owner and steps gives the jobs that are there already. */
  idempotencyKey?: string | undefined;
}

export interface JobGraph {
  /** The `group` of its jobs. */
  id: string;
  /** In the order of the steps. */
  jobs: Job[];
}

/** What happens to a graph: the events of its jobs, as they happened. */
export interface JobGraphEvent {
  /** Running number within the graph, from 1, without gaps; the same each time. */
  position: number;
  jobId: string;
  step: string;
  event: JobEvent;
}

export interface JobQuery {
  /** Of these kinds only. */
  kinds?: readonly string[] | undefined;
  statuses?: readonly JobStatus[] | undefined;
  /** Steps of this graph only. */
  group?: string | undefined;
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

/**
 * Submits, shows and ends jobs, wherever they run and are stored. What was acknowledged survives the end of any process:
 * a job ends exactly once for each time that it was submitted or resumed, and never begins before those that it comes
 * after have succeeded. Errors of all: `STORE_FAILED`.
 */
export interface JobQueue {
  /** The kinds of jobs that can be submitted. */
  readonly kinds: readonly string[];
  /**
   * Errors: `INVALID_REQUEST` (no such kind, input that its schema refuses, a wrong priority, the key was used for
   * another request), `NOT_FOUND` (no job `after`).
   */
  submit(request: JobRequest): Promise<Job>;
  /**
   * Submits all steps or none. Independent steps run side by side, as far as there is room. A step that fails leaves the
   * results of the others; what comes after it is skipped, all else goes on.
   *
   * Errors: `INVALID_REQUEST` (as of `submit`, a step that is missing or named twice, a cycle).
   */
  submitGraph(request: JobGraphRequest): Promise<JobGraph>;
  /** Errors: `NOT_FOUND`. */
  getGraph(id: string): Promise<JobGraph>;
  /** Cancels every job of it that has not ended. Errors: `NOT_FOUND`. */
  cancelGraph(id: string): Promise<JobGraph>;
  /**
   * Queues again whatever of it has failed, was cancelled or skipped, each as `resume` does. Errors: `NOT_FOUND`,
   * `INVALID_REQUEST` when there is no such job, or one of its jobs is still being cancelled.
   */
  resumeGraph(id: string): Promise<JobGraph>;
  /** As `events`, of all jobs of a graph; ends when all of them have ended. Errors: `NOT_FOUND`, `ABORTED`. */
  graphEvents(id: string, options?: JobEventsOptions): AsyncIterable<JobGraphEvent>;
  /** Errors: `NOT_FOUND`. */
  get(id: string): Promise<Job>;
  /** Errors: `INVALID_REQUEST`, `NOT_FOUND` (no job `after`). */
  list(query?: JobQuery): Promise<JobPage>;
  /**
   * A running job ends as soon as it can, which its events tell; another one is cancelled at once. What comes after it is
   * skipped. Ended ones stay as they are. Errors: `NOT_FOUND`.
   */
  cancel(id: string): Promise<Job>;
  /**
   * Queues a job again that has failed, was cancelled or skipped; it goes on from its last checkpoint, with as many
   * attempts as at first. What was skipped on account of it waits again. A delayed one does not wait any longer.
   *
   * Errors: `NOT_FOUND`, `INVALID_REQUEST` when it is none of these, or a job that it comes after did not succeed.
   */
  resume(id: string): Promise<Job>;
  /** As `resume`, but from its beginning: its checkpoint is forgotten. */
  retry(id: string): Promise<Job>;
  /**
   * Replays what has happened and follows what happens; ends after the event that ends the job. A slow reader misses
   * nothing and costs no memory, and leaving never ends the job. Errors: `NOT_FOUND`, `ABORTED`.
   */
  events(id: string, options?: JobEventsOptions): AsyncIterable<JobEvent>;
}
