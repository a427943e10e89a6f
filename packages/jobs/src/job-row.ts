import type { Job, JobProgress, JobStatus, SerializedError } from '@tuneloop/protocol';
import type { Row } from '@tuneloop/store';

/** A row of `jobs`, read. */
export interface JobRow {
  /** What others see of it. */
  job: Job;
  /** Later jobs have larger ones. */
  sequence: number;
  /** As it is stored, to tell whether two inputs are the same. */
  inputText: string;
  checkpoint: unknown;
  /** Attempts that failed since it was submitted or resumed. */
  failures: number;
  /** How often its process died while it ran, since it was submitted or resumed, or saved a checkpoint. */
  interruptions: number;
  /** Who runs it. */
  runner: string | undefined;
  cancelRequested: boolean;
}

const endedStatuses: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled', 'skipped']);

export function isEnded({ status }: Pick<Job, 'status'>): boolean {
  return endedStatuses.has(status);
}

export function readJobRow(row: Row): JobRow {
  const text = (name: string): string | undefined => (row[name] as string | null) ?? undefined;
  const json = (name: string): unknown => {
    const value = text(name);
    return value === undefined ? undefined : (JSON.parse(value) as unknown);
  };
  return {
    job: {
      id: row['id'] as string,
      kind: row['kind'] as string,
      input: json('input'),
      status: row['status'] as JobStatus,
      owner: text('owner'),
      after: json('after_ids') as string[],
      group: text('graph'),
      step: text('step'),
      priority: row['priority'] as number,
      createdAt: row['created_at'] as string,
      startedAt: text('started_at'),
      endedAt: text('ended_at'),
      attempt: row['attempt'] as number,
      nextAttemptAt: text('next_attempt_at'),
      lastEvent: row['last_event'] as number,
      progress: json('progress') as JobProgress | undefined,
      result: json('result'),
      error: json('error') as SerializedError | undefined,
    },
    sequence: row['sequence'] as number,
    inputText: row['input'] as string,
    checkpoint: json('checkpoint'),
    failures: row['failures'] as number,
    interruptions: row['interruptions'] as number,
    runner: text('runner'),
    cancelRequested: row['cancel_requested'] === 1,
  };
}
