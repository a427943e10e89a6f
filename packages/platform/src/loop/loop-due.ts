import { TuneloopError } from '@tuneloop/protocol';
import { Cron } from 'croner';

/** A time of a schedule behind `after`, in the time zone of this machine. Errors: `INVALID_REQUEST` (the pattern). */
export function nextOf(schedule: string, after: Date): Date | undefined {
  return parseSchedule(schedule).nextRun(after) ?? undefined;
}

/** Errors: `INVALID_REQUEST`, saying what a pattern looks like. */
export function checkSchedule(schedule: string): void {
  parseSchedule(schedule);
}

function parseSchedule(schedule: string): Cron {
  try {
    return new Cron(schedule, { mode: '5-part', paused: true });
  } catch (error) {
    const message =
      `${JSON.stringify(schedule.slice(0, 100))} is no schedule. Write it as cron does: minute, hour, day of the month,` +
      ' month, day of the week; "0 3 * * *" is three o\'clock every night.';
    throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'schedule' }, cause: error });
  }
}
