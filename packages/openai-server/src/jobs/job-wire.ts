import {
  jobGraphStatus,
  type Job,
  type JobEvent,
  type JobGraph,
  type JobGraphEvent,
  type JobGraphStatus,
  type JobProgress,
  type JobStatus,
  type SerializedError,
} from '@tuneloop/protocol';
import { errorTable } from '../errors/error-table.ts';
import type { ListPageWire } from '../http/list-page.ts';

export interface JobErrorWire {
  code: string | null;
  message: string;
}

/** Times are seconds since 1970. */
export interface JobWire {
  id: string;
  object: 'job';
  kind: string;
  status: JobStatus;
  input: unknown;
  after: readonly string[];
  group: string | null;
  step: string | null;
  priority: number;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  attempt: number;
  next_attempt_at: number | null;
  last_event: number;
  progress: JobProgress | null;
  result: unknown;
  error: JobErrorWire | null;
}

export interface JobGraphWire {
  id: string;
  object: 'job.graph';
  status: JobGraphStatus;
  /** In the order of the steps. */
  jobs: JobWire[];
  last_event: number;
}

export type JobPageWire = ListPageWire<JobWire>;

/** `created_at` has milliseconds; the rest depends on `type`. */
export type JobEventWire = { position: number; created_at: number; type: JobEvent['type'] } & Record<string, unknown>;

/** `position` is the place in the graph, that of `event` the one in its job. */
export interface JobGraphEventWire {
  position: number;
  job: string;
  step: string;
  event: JobEventWire;
}

export function encodeJob(job: Job): JobWire {
  const seconds = (time: string | undefined): number | null =>
    time === undefined ? null : Math.floor(Date.parse(time) / 1000);
  return {
    id: job.id,
    object: 'job',
    kind: job.kind,
    status: job.status,
    input: job.input,
    after: job.after,
    group: job.group ?? null,
    step: job.step ?? null,
    priority: job.priority,
    created_at: seconds(job.createdAt) ?? 0,
    started_at: seconds(job.startedAt),
    ended_at: seconds(job.endedAt),
    attempt: job.attempt,
    next_attempt_at: seconds(job.nextAttemptAt),
    last_event: job.lastEvent,
    progress: job.progress ?? null,
    result: job.result ?? null,
    error: job.error ? encodeJobError(job.error) : null,
  };
}

export function encodeJobGraph({ id, jobs }: JobGraph): JobGraphWire {
  return {
    id,
    object: 'job.graph',
    status: jobGraphStatus(jobs),
    jobs: jobs.map(encodeJob),
    last_event: lastGraphEvent(jobs),
  };
}

/** Position of a graph's last event: each event of its jobs is one of the graph's. */
export function lastGraphEvent(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { lastEvent }) => sum + lastEvent, 0);
}

export function encodeJobGraphEvent({ position, jobId, step, event }: JobGraphEvent): JobGraphEventWire {
  return { position, job: jobId, step, event: encodeJobEvent(event) };
}

/** What a checkpoint saved stays inside: it is for the job, and may be large. */
export function encodeJobEvent({ position, time, ...event }: JobEvent): JobEventWire {
  const head = { position, created_at: Date.parse(time) / 1000 };
  if (event.type === 'checkpoint') return { ...head, type: event.type };
  if (event.type === 'failed' || event.type === 'skipped') {
    return { ...head, type: event.type, error: encodeJobError(event.error) };
  }
  if (event.type === 'retrying') {
    const { type, attempt, error, nextAttemptAt } = event;
    return { ...head, type, attempt, error: encodeJobError(error), next_attempt_at: Date.parse(nextAttemptAt) / 1000 };
  }
  return { ...head, ...event };
}

export function encodeJobError({ code, message }: Pick<SerializedError, 'code' | 'message'>): JobErrorWire {
  return { code: errorTable[code].code, message };
}
