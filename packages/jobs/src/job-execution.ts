import { TuneloopError, type SerializedError } from '@tuneloop/protocol';
import type { JobContext, JobKind } from './job-kind.ts';
import { resultsOf } from './job-dependencies.ts';
import type { JobRow } from './job-row.ts';
import type { JobChange, JobTable, NewJobEvent } from './job-table.ts';
import { ending, interrupted, retrying, type JobTransition } from './job-transitions.ts';
import { createProgressFilter } from './progress-filter.ts';
import { retryDelay } from './retry-policy.ts';
import type { JobRunnerSettings } from './runner-options.ts';

/** Why the signal of a job was aborted. */
export type StopReason = 'cancelled' | 'timed-out' | 'runner-stops';

/** A job while it runs here. */
export interface JobExecution {
  /** The first reason counts, but that cancelling also keeps what has timed out from being tried again. */
  stop(reason: StopReason): void;
  /** Resolves when its end is in the store; never rejects. */
  readonly done: Promise<void>;
}

export interface ExecutionOptions {
  row: JobRow;
  kind: JobKind;
  runner: string;
  table: JobTable;
  settings: Pick<JobRunnerSettings, 'progressIntervalMs' | 'logger'>;
}

/** Between tries to write how a job ended, in ms. */
const retryMs = 500;

const abortMessages = { cancelled: 'The job was cancelled.', 'runner-stops': 'The server is stopping.' };

function tookTooLong({ timeoutMs = 0 }: JobKind): TuneloopError {
  return new TuneloopError(
    'TIMEOUT',
    `It took longer than ${timeoutMs / 1000} s, which is the most for this kind of job.`,
  );
}

/** Runs a claimed job. */
export function executeJob({ row, kind, runner, table, settings }: ExecutionOptions): JobExecution {
  const { job, checkpoint } = row;
  const controller = new AbortController();
  let reason: StopReason | undefined;

  const stop = (why: StopReason): void => {
    if (reason && !(reason === 'timed-out' && why === 'cancelled')) return;
    reason = why;
    controller.abort(why === 'timed-out' ? tookTooLong(kind) : new TuneloopError('ABORTED', abortMessages[why]));
  };

  const append = (event: NewJobEvent, change: JobChange = {}): void => {
    const position = table.append(job.id, event, change, { status: 'running', runner });
    // Taken for dead, and somebody else has it now.
    if (position === undefined) stop('runner-stops');
  };

  const progress = createProgressFilter((value) => {
    try {
      append({ type: 'progress', ...value }, { progress: JSON.stringify(value) });
    } catch (error) {
      // How far it is matters less than that it goes on.
      settings.logger?.error({ err: error, job: job.id }, 'progress of a job was not stored');
    }
  }, settings.progressIntervalMs);

  const context: JobContext = {
    jobId: job.id,
    attempt: job.attempt,
    signal: controller.signal,
    results: resultsOf(table.dependencies(job.id), job),
    lastCheckpoint: checkpoint,
    progress: (value) => progress.add(value),
    log(message, level = 'info') {
      progress.flush();
      append({ type: 'log', level, message });
    },
    metrics(step, values) {
      append({ type: 'metrics', step, values });
    },
    checkpoint(state) {
      progress.flush();
      context.lastCheckpoint = state;
      append({ type: 'checkpoint', state }, { checkpoint: JSON.stringify(state ?? null), interruptions: 0 });
    },
  };

  const outcome = async (): Promise<JobTransition> => {
    const timer = kind.timeoutMs === undefined ? undefined : setTimeout(stop, kind.timeoutMs, 'timed-out');
    try {
      const value = await kind.run(job.input, context);
      // Before the event is written: what is no plain data fails the job.
      return ending({ type: 'result', value: value === undefined ? null : JSON.parse(JSON.stringify(value)) });
    } catch (error) {
      // Somebody elsewhere may have asked for it since this runner looked last.
      if (reason === 'cancelled' || isCancelRequested()) return ending({ type: 'cancelled' });
      if (reason === 'runner-stops') return interrupted(kind.resumable ?? false);
      return failed(reason === 'timed-out' ? tookTooLong(kind).serialize() : describe(error));
    } finally {
      clearTimeout(timer);
    }
  };

  const isCancelRequested = (): boolean => {
    try {
      return table.find(job.id)?.cancelRequested ?? false;
    } catch {
      // The store is asked again when the end is written.
      return false;
    }
  };

  const failed = (error: SerializedError): JobTransition => {
    const failures = row.failures + 1;
    const delayMs = retryDelay(kind.retry, error, failures, Math.random());
    return delayMs === undefined ? ending({ type: 'failed', error }) : retrying(job.attempt, failures, error, delayMs);
  };

  /** The message of an error of ours is for clients; any other may hold anything. */
  const describe = (error: unknown): SerializedError => {
    if (TuneloopError.isInstance(error) && error.code !== 'INTERNAL') return error.serialize();
    settings.logger?.error({ err: error, job: job.id, kind: job.kind }, 'job failed');
    return new TuneloopError('INTERNAL', 'The job failed unexpectedly; the log of the server says more.').serialize();
  };

  const run = async (): Promise<void> => {
    const { event, change } = await outcome();
    // The work is done, well or not: a disk that is full or a lock for a moment must not lose that.
    for (;;) {
      try {
        progress.flush();
        append(event, change);
        return;
      } catch (error) {
        settings.logger?.error({ err: error, job: job.id }, 'the end of a job was not stored');
        if (reason === 'runner-stops') return;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      } finally {
        progress.stop();
      }
    }
  };

  return { stop, done: run() };
}
