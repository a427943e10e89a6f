import type { AuthenticatedClient } from '../auth/authenticator.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { JobAccess } from '../jobs/job-access.ts';
import type { JobOptions } from '../jobs/job-options.ts';
import { encodeJobEvent } from '../jobs/job-wire.ts';
import type { Outbox } from './outbox.ts';

export interface SubscriptionCall {
  job: string;
  after: number | undefined;
  client: AuthenticatedClient | undefined;
  signal: AbortSignal;
  jobs: JobOptions | undefined;
  outbox: Outbox;
}

/** Sends what happened to a job and what happens, until it has ended. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function followJob({ job, after, client, signal, jobs, outbox }: SubscriptionCall): Promise<void> {
  if (!jobs) throw requestProblem('unsupported_value', 'This server runs no jobs.', 'type');
  await new JobAccess(jobs, client).get(job);
  for await (const event of jobs.queue.events(job, { after, signal })) {
    await outbox.send({ type: 'event', job, event: encodeJobEvent(event) });
  }
  await outbox.send({ type: 'done', job });
}
