import { TuneloopError, type SerializedError } from '@tuneloop/protocol';
import type { JobContext, JobKind } from './job-kind.ts';
import type { JobRow } from './job-row.ts';
import type { JobChange, JobTable, NewJobEvent } from './job-table.ts';
import { createProgressFilter } from './progress-filter.ts';
import type { JobRunnerSettings } from './runner-options.ts';

/** Why the signal of a job was aborted. */
export type StopReason = 'cancelled' | 'runner-stops';

/** A job while it runs here. */
export interface JobExecution {
  /** The first reason counts. */
  stop(reason: StopReason): void;
  /** Resolves when its end is in the store; never rejects. */
  readonly done: Promise<void>;
}

export interface ExecutionOptions {
  row: JobRow;
  kind: JobKind;
  runner: string;
  table: JobTable;
  /** After each event. */
  onEvent: () => void;
  settings: Pick<JobRunnerSettings, 'progressIntervalMs' | 'logger'>;
}

/** Between tries to write how a job ended, in ms. */
const retryMs = 500;

const interruption: SerializedError = new TuneloopError(
  'JOB_FAILED',
  'The server ended while this job ran. Submit it again.',
  { details: { reason: 'interrupted' } },
).serialize();

/** What becomes of a job whose runner ended while it ran. */
export function interrupted(resumable: boolean): { event: NewJobEvent; change: JobChange } {
  return resumable
    ? { event: { type: 'queued', reason: 'interrupted' }, change: { status: 'queued', runner: null } }
    : ending({ type: 'failed', error: interruption });
}

/** What changes with the event that ends a job. */
export function ending(event: NewJobEvent & { type: 'result' | 'failed' | 'cancelled' }): {
  event: NewJobEvent;
  change: JobChange;
} {
  const shared = { runner: null, cancel_requested: 0, ended_at: new Date().toISOString() };
  switch (event.type) {
    case 'result':
      return { event, change: { ...shared, status: 'succeeded', result: JSON.stringify(event.value) } };
    case 'failed':
      return { event, change: { ...shared, status: 'failed', error: JSON.stringify(event.error) } };
    case 'cancelled':
    default:
      return { event, change: { ...shared, status: 'cancelled' } };
  }
}

/** Runs a claimed job. */
export function executeJob({ row, kind, runner, table, onEvent, settings }: ExecutionOptions): JobExecution {
  const { job, checkpoint } = row;
  const controller = new AbortController();
  let reason: StopReason | undefined;

  const stop = (why: StopReason): void => {
    if (reason) return;
    reason = why;
    const message = why === 'cancelled' ? 'The job was cancelled.' : 'The server is stopping.';
    controller.abort(new TuneloopError('ABORTED', message));
  };

  const append = (event: NewJobEvent, change: JobChange = {}): void => {
    const position = table.append(job.id, event, change, { status: 'running', runner });
    // Taken for dead, and somebody else has it now.
    if (position === undefined) stop('runner-stops');
    else onEvent();
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
    lastCheckpoint: checkpoint,
    progress: (value) => progress.add(value),
    log(message, level = 'info') {
      progress.flush();
      append({ type: 'log', level, message });
    },
    checkpoint(state) {
      progress.flush();
      context.lastCheckpoint = state;
      append({ type: 'checkpoint', state }, { checkpoint: JSON.stringify(state ?? null) });
    },
  };

  const outcome = async (): Promise<{ event: NewJobEvent; change: JobChange }> => {
    try {
      const value = await kind.run(job.input, context);
      // Before the event is written: what is no plain data fails the job.
      return ending({ type: 'result', value: value === undefined ? null : JSON.parse(JSON.stringify(value)) });
    } catch (error) {
      if (reason === 'cancelled') return ending({ type: 'cancelled' });
      if (reason === 'runner-stops') return interrupted(kind.resumable ?? false);
      return ending({ type: 'failed', error: describe(error) });
    }
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
