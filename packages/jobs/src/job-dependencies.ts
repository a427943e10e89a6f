import { TuneloopError, type Job } from '@tuneloop/protocol';
import { isEnded } from './job-row.ts';
import type { JobTable } from './job-table.ts';
import { reopened, skipped } from './job-transitions.ts';

/** One that has ended without a result: what comes after it cannot run. */
function findUnsuccessful(dependencies: readonly Job[]): Job | undefined {
  return dependencies.find((job) => isEnded(job) && job.status !== 'succeeded');
}

function haveSucceeded(dependencies: readonly Job[]): boolean {
  return dependencies.every(({ status }) => status === 'succeeded');
}

/** What a job has of those that it comes after: by their names in its graph, otherwise by their ids. */
export function resultsOf(dependencies: readonly Job[], { group }: Job): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    dependencies.map((job) => [
      group !== undefined && job.group === group && job.step !== undefined ? job.step : job.id,
      job.result,
    ]),
  );
}

/** A waiting job is queued or skipped if the jobs that it comes after are ready for that. */
function place(table: JobTable, id: string): void {
  const dependencies = table.dependencies(id);
  const unsuccessful = findUnsuccessful(dependencies);
  if (unsuccessful) {
    const { event, change } = skipped(unsuccessful);
    table.append(id, event, change, { status: 'waiting' });
  } else if (haveSucceeded(dependencies)) {
    table.append(id, { type: 'queued', reason: 'ready' }, { status: 'queued' }, { status: 'waiting' });
  }
}

/**
 * With the event that ends a job, what comes after it is queued or skipped: all of that or nothing is in the store,
 * whenever the process ends.
 */
export function settleDependants(table: JobTable): JobTable {
  const append: JobTable['append'] = (id, event, change, when) =>
    table.transaction(() => {
      const position = table.append(id, event, change, when);
      if (position === undefined) return undefined;
      // A list, since chains may be longer than the stack is deep.
      const ended = [id];
      for (const endedId of ended) {
        if (!isEnded(table.get(endedId).job)) continue;
        for (const { id: dependant, status } of table.dependants(endedId)) {
          if (status !== 'waiting') continue;
          place(table, dependant);
          ended.push(dependant);
        }
      }
      return position;
    });
  return {
    ...table,
    append,
    insert: (job) =>
      table.transaction(() => {
        const { id } = table.insert(job).job;
        place(table, id);
        return table.get(id);
      }),
  };
}

/**
 * Queues a job again that ended without a result, or that waits for its next attempt; what was skipped on account of it
 * waits again.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST`.
 */
export function reopenJob(table: JobTable, id: string, options: { fromBeginning: boolean }): void {
  table.transaction(() => {
    const { status } = table.get(id).job;
    if (!['failed', 'cancelled', 'skipped', 'delayed'].includes(status)) {
      const message = `Only a job that failed, was cancelled or skipped, or waits for its next attempt can be resumed; this one is ${status}.`;
      throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'id' } });
    }
    const dependencies = table.dependencies(id);
    const unsuccessful = findUnsuccessful(dependencies);
    if (unsuccessful) {
      const message = `It comes after ${unsuccessful.id}, which is ${unsuccessful.status}. Resume that one.`;
      throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'id' } });
    }
    reopenStep(table, table.get(id).job, options);
    reopenSkipped(table, id);
  });
}

/** Queues it again, or lets it wait for those that it comes after, none of which has ended without a result. */
export function reopenStep(table: JobTable, { id, status }: Job, options: { fromBeginning: boolean }): void {
  const next = haveSucceeded(table.dependencies(id)) ? 'queued' : 'waiting';
  const { event, change } = reopened(next, options.fromBeginning);
  table.append(id, event, change, { status });
}

function reopenSkipped(table: JobTable, id: string): void {
  const reopenedIds = [id];
  for (const dependency of reopenedIds) {
    for (const dependant of table.dependants(dependency)) {
      if (dependant.status !== 'skipped' || findUnsuccessful(table.dependencies(dependant.id))) continue;
      reopenStep(table, dependant, { fromBeginning: false });
      reopenedIds.push(dependant.id);
    }
  }
}
