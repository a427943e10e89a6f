import type { JobGraphWire, JobWire } from '@tuneloop/openai-server';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { serverAddress } from '../chat/connect.ts';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { describeEvent, describeGraphEvent, formatGraph, formatJob, formatJobs } from '../jobs/describe-job.ts';
import { FolderJobs } from '../jobs/folder-jobs.ts';
import { JobClient } from '../jobs/job-client.ts';
import { isGraphId, type JobFilter, type JobSource } from '../jobs/job-source.ts';
import { notice, printJson, warning } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';

export interface JobsOptions {
  url?: string;
  json?: boolean;
}

/** Jobs of a server: what only that can do. */
async function withServer<T>(
  options: JobsOptions,
  work: (jobs: JobClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  return interruptible((signal) => work(new JobClient(serverAddress(options.url, loaded)), signal));
}

/** Jobs of a server; where none was named and none answers, those of the data folder. */
async function withJobs<T>(
  options: JobsOptions,
  work: (jobs: JobSource, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  return interruptible(async (signal) => {
    const address = serverAddress(options.url, loaded);
    try {
      return await work(new JobClient(address), signal);
    } catch (error) {
      const isUnreachable = TuneloopError.isInstance(error) && error.details['reason'] === 'unreachable';
      if (!isUnreachable || options.url !== undefined) throw error;
    }
    const { data } = loaded.config.folders;
    notice(`No server answers at ${address.baseUrl}; these are the jobs of the data folder ${data}.`);
    await using jobs = await FolderJobs.open(loaded.config);
    return await work(jobs, signal);
  });
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
  if (isGraphId(id)) {
    printGraph(await withJobs(options, (client, signal) => client.getGraph(id, signal)), options);
    return;
  }
  print(await withJobs(options, (client, signal) => client.get(id, signal)), options);
}

export async function cancelJob(id: string, options: JobsOptions): Promise<void> {
  if (isGraphId(id)) {
    const graph = await withJobs(options, (client, signal) => client.cancelGraph(id, signal));
    if (options.json) printJson(graph);
    else if (graph.jobs.some(({ status }) => status === 'running')) notice('The jobs are told to end.');
    else notice(`The graph is ${graph.status}.`);
    return;
  }
  const job = await withJobs(options, (client, signal) => client.cancel(id, signal));
  if (options.json) printJson(job);
  else if (job.status === 'running') notice('The job is told to end; `tuneloop jobs watch` shows when it has.');
  else notice(`The job is ${job.status}.`);
}

/**
 * Queues a job again: `resume` goes on from its last checkpoint, `retry` begins anew. Of a graph, all that did not
 * succeed is resumed.
 */
export async function reopenJob(id: string, how: 'resume' | 'retry', options: JobsOptions): Promise<void> {
  if (isGraphId(id)) {
    if (how === 'retry') {
      throw new TuneloopError('INVALID_REQUEST', 'Only a job can be retried: give the id of one, or resume the graph.');
    }
    const graph = await withServer(options, (client, signal) => client.resumeGraph(id, signal));
    if (options.json) printJson(graph);
    else notice(`The graph is ${graph.status}; \`tuneloop jobs watch ${graph.id}\` follows it.`);
    return;
  }
  const job = await withServer(options, (client, signal) => client.reopen(id, how, signal));
  if (options.json) printJson(job);
  else notice(`The job is ${job.status}; \`tuneloop jobs watch ${job.id}\` follows it.`);
}

/** Says what happens on standard error, and the job on standard output when it has ended; leaving it ends nothing. */
export async function watchJob(id: string, options: JobsOptions): Promise<void> {
  if (isGraphId(id)) {
    await watchGraph(id, options);
    return;
  }
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

async function watchGraph(id: string, options: JobsOptions): Promise<void> {
  const graph = await withJobs(options, async (client, signal) => {
    for await (const event of client.graphEvents(id, signal)) {
      if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
      const text = options.json ? undefined : describeGraphEvent(event);
      if (text !== undefined) notice(text);
    }
    return client.getGraph(id, signal);
  });
  if (!options.json) printGraph(graph, options);
  const failed = graph.jobs.find(({ status }) => status === 'failed');
  if (!failed) return;
  const message = withoutControlCharacters(failed.error?.message ?? '');
  throw new TuneloopError('JOB_FAILED', `The step "${failed.step}" failed: ${message}`);
}

function printGraph(graph: JobGraphWire, { json }: JobsOptions): void {
  if (json) printJson(graph);
  else process.stdout.write(`${formatGraph(graph)}\n`);
}

function print(job: JobWire, { json }: JobsOptions): void {
  if (json) printJson(job);
  else process.stdout.write(`${formatJob(job)}\n`);
}
