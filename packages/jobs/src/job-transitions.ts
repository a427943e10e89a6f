import { TuneloopError, type Job, type SerializedError } from '@tuneloop/protocol';
import type { JobChange, NewJobEvent } from './job-table.ts';

/** An event, and what changes with it. */
export interface JobTransition {
  event: NewJobEvent;
  change: JobChange;
}

type EndEvent = NewJobEvent & { type: 'result' | 'failed' | 'cancelled' | 'skipped' };

/** A job that ends its process each time (out of memory, say) is not started for ever. */
const mostDeaths = 10;

function interruption(message: string): JobTransition {
  const details = { reason: 'interrupted' };
  return ending({ type: 'failed', error: new TuneloopError('JOB_FAILED', message, { details }).serialize() });
}

/** What becomes of a job whose runner stops while it runs. */
export function interrupted(resumable: boolean): JobTransition {
  return resumable
    ? { event: { type: 'queued', reason: 'interrupted' }, change: { status: 'queued', runner: null } }
    : interruption('The server ended while this job ran. Submit it again.');
}

/** What becomes of a job whose process died while it ran; `interruptions` counts the deaths before. */
export function bereft(resumable: boolean, interruptions: number): JobTransition {
  const deaths = interruptions + 1;
  if (resumable && deaths >= mostDeaths) {
    return interruption(
      `The server ended ${deaths} times while this job ran, without getting further. Look for the reason, then resume it.`,
    );
  }
  const { event, change } = interrupted(resumable);
  return { event, change: { ...change, interruptions: deaths } };
}

/** The event that ends a job. */
export function ending(event: EndEvent): JobTransition {
  const shared = {
    runner: null,
    cancel_requested: 0,
    next_attempt_at: null,
    error: null,
    ended_at: new Date().toISOString(),
  };
  switch (event.type) {
    case 'result':
      return { event, change: { ...shared, status: 'succeeded', result: JSON.stringify(event.value) } };
    case 'failed':
    case 'skipped':
      return { event, change: { ...shared, status: event.type, error: JSON.stringify(event.error) } };
    case 'cancelled':
    default:
      return { event, change: { ...shared, status: 'cancelled' } };
  }
}

/** An attempt has failed, and another one follows. */
export function retrying(attempt: number, failures: number, error: SerializedError, delayMs: number): JobTransition {
  const nextAttemptAt = new Date(Date.now() + delayMs).toISOString();
  return {
    event: { type: 'retrying', attempt, error, nextAttemptAt },
    change: {
      status: 'delayed',
      runner: null,
      failures,
      error: JSON.stringify(error),
      next_attempt_at: nextAttemptAt,
    },
  };
}

/** `dependency` has ended without a result. */
export function skipped({ id, step, kind, status }: Job): JobTransition {
  const verb = status === 'failed' ? 'failed' : `was ${status}`;
  const message = `This job did not run, since "${step ?? kind}" (${id}), which it comes after, ${verb}. Resume that one.`;
  const details = { reason: 'dependency', job: id, status };
  return ending({ type: 'skipped', error: new TuneloopError('JOB_FAILED', message, { details }).serialize() });
}

/** It is to be run again, or to wait again for the jobs that it comes after. */
export function reopened(status: 'queued' | 'waiting', fromBeginning: boolean): JobTransition {
  return {
    event: { type: status, reason: 'resumed' },
    change: {
      status,
      ended_at: null,
      error: null,
      progress: null,
      next_attempt_at: null,
      failures: 0,
      interruptions: 0,
      ...(fromBeginning && { checkpoint: null }),
    },
  };
}
