import { TuneloopError, type JobGraph } from '@tuneloop/protocol';
import { reopenStep } from './job-dependencies.ts';
import { isEnded } from './job-row.ts';
import type { JobTable } from './job-table.ts';
import { ending } from './job-transitions.ts';

/** Errors: `NOT_FOUND`. */
export function readGraph(table: JobTable, id: string): JobGraph {
  return { id, jobs: table.graph(id).map(({ job }) => job) };
}

/**
 * Cancels what has not ended; whoever runs a job of it is asked to.
 *
 * @returns ids of the jobs that run.
 */
export function cancelGraph(table: JobTable, id: string): string[] {
  return table.transaction(() => {
    const running: string[] = [];
    // What comes later first: otherwise it would be skipped on account of what comes before it.
    for (const { job } of table.graph(id).toSorted((a, b) => b.sequence - a.sequence)) {
      if (isEnded(job)) continue;
      if (job.status === 'running') {
        table.requestCancel(job.id);
        running.push(job.id);
      } else {
        const { event, change } = ending({ type: 'cancelled' });
        table.append(job.id, event, change, { status: job.status });
      }
    }
    return running;
  });
}

/** Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export function reopenGraph(table: JobTable, id: string): void {
  table.transaction(() => {
    const rows = table.graph(id).toSorted((a, b) => a.sequence - b.sequence);
    const ending = rows.find(({ job, cancelRequested }) => job.status === 'running' && cancelRequested);
    if (ending) {
      throw invalid(
        `"${ending.job.step}" (${ending.job.id}) is still being cancelled. Resume the graph when it has ended.`,
      );
    }
    const unsuccessful = rows.filter(({ job }) => isEnded(job) && job.status !== 'succeeded');
    if (unsuccessful.length === 0) throw invalid('No job of this graph failed, was cancelled or skipped.');
    // In their order: what one comes after is queued again, or waits, by then.
    for (const { job } of unsuccessful) reopenStep(table, job, { fromBeginning: false });
  });
}

function invalid(message: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message, { details: { param: 'id' } });
}
