import { isDeepStrictEqual } from 'node:util';
import type { Job, JobRequest } from '@tuneloop/protocol';
import type { JobKind } from './job-kind.ts';
import type { JobTable, NewJob } from './job-table.ts';
import { invalid, readTask } from './read-task.ts';

/** Errors: those of `JobQueue.submit`. */
export function submitJob(table: JobTable, kinds: ReadonlyMap<string, JobKind>, request: JobRequest): Job {
  const { owner, idempotencyKey } = request;
  const after = [...new Set(request.after)];
  if (after.length > 100) throw invalid(`after: must be 100 jobs at most, not ${after.length}`, 'after');
  const job: NewJob = { ...readTask(kinds, request), owner, idempotencyKey, after };
  return table.transaction(() => {
    const known = findKnown(table, job);
    if (known) return known;
    for (const id of after) table.get(id);
    return table.insert(job).job;
  });
}

/** The job that an earlier submission with the same key made. */
function findKnown(table: JobTable, job: NewJob): Job | undefined {
  const row = job.idempotencyKey === undefined ? undefined : table.findByKey(job);
  if (!row) return undefined;
  if (row.inputText === job.inputText && isDeepStrictEqual(row.job.after, job.after)) return row.job;
  throw invalid('This idempotency key was used for a job with another input; use a new one.', 'idempotency_key');
}
