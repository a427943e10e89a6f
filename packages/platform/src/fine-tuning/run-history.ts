import type { JobGraph, JobGraphEvent, JobQueue } from '@tuneloop/protocol';

/** What has happened to a graph so far, without waiting for more. Errors: `NOT_FOUND`, `STORE_FAILED`. */
export async function readHistory(jobs: JobQueue, { id, jobs: steps }: JobGraph): Promise<JobGraphEvent[]> {
  // Every event of a step is one of the graph.
  const last = steps.reduce((sum, { lastEvent }) => sum + lastEvent, 0);
  const events: JobGraphEvent[] = [];
  if (last === 0) return events;
  for await (const event of jobs.graphEvents(id)) {
    events.push(event);
    if (event.position >= last) break;
  }
  return events;
}
