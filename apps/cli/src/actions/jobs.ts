import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { serverAddress } from '../chat/connect.ts';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { describeEvent, formatJob, formatJobs } from '../jobs/describe-job.ts';
import { JobClient, type JobFilter, type ServerJob } from '../jobs/job-client.ts';
import { notice, printJson, warning } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';

export interface JobsOptions {
  url?: string;
  json?: boolean;
}

async function withJobs<T>(
  options: JobsOptions,
  work: (jobs: JobClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  return interruptible((signal) => work(new JobClient(serverAddress(options.url, loaded)), signal));
}

export async function listJobs(options: JobsOptions & JobFilter): Promise<void> {
  const { limit = 20, status, kind, group } = options;
  const filter: JobFilter = { limit, ...(status && { status }), ...(kind && { kind }), ...(group && { group }) };
  const jobs = await withJobs(options, (client, signal) => client.list(filter, signal));
  if (options.json) printJson({ jobs });
  else if (jobs.length === 0) notice('There are no jobs.');
  else process.stdout.write(`${formatJobs(jobs)}\n`);
}

export async function showJob(id: string, options: JobsOptions): Promise<void> {
  print(await withJobs(options, (client, signal) => client.get(id, signal)), options);
}

export async function cancelJob(id: string, options: JobsOptions): Promise<void> {
  const job = await withJobs(options, (client, signal) => client.cancel(id, signal));
  if (options.json) printJson(job);
  else if (job.status === 'running') notice('The job is told to end; `tuneloop jobs watch` shows when it has.');
  else notice(`The job is ${job.status}.`);
}

/** Queues a job again: `resume` goes on from its last checkpoint, `retry` begins anew. */
export async function reopenJob(id: string, how: 'resume' | 'retry', options: JobsOptions): Promise<void> {
  const job = await withJobs(options, (client, signal) => client.reopen(id, how, signal));
  if (options.json) printJson(job);
  else notice(`The job is ${job.status}; \`tuneloop jobs watch ${job.id}\` follows it.`);
}

/** Says what happens on standard error, and the job on standard output when it has ended; leaving it ends nothing. */
export async function watchJob(id: string, options: JobsOptions): Promise<void> {
  const job = await withJobs(options, async (client, signal) => {
    for await (const event of client.events(id, signal)) {
      if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
      const text = options.json ? undefined : describeEvent(event);
      if (text !== undefined) notice(text);
    }
    return client.get(id, signal);
  });
  if (!options.json) print(job, options);
  if (job.error)
    throw new TuneloopError(
      'JOB_FAILED',
      `The job ${job.status === 'skipped' ? 'was skipped' : 'failed'}: ${withoutControlCharacters(job.error.message)}`,
    );
}

function print(job: ServerJob, { json }: JobsOptions): void {
  if (json) printJson(job);
  else process.stdout.write(`${formatJob(job)}\n`);
}
