import {
  encodeJob,
  encodeJobEvent,
  encodeJobGraph,
  encodeJobGraphEvent,
  type JobEventWire,
  type JobGraphEventWire,
  type JobGraphWire,
  type JobWire,
} from '@tuneloop/openai-server';
import type { Config, Platform } from '@tuneloop/platform';
import type { JobStatus } from '@tuneloop/protocol';
import { openPlatform } from '../open-platform.ts';
import type { JobFilter, JobSource } from './job-source.ts';

/** The jobs of this machine's data folder. None is run here; whoever runs them hears of what is cancelled. */
export class FolderJobs implements JobSource, AsyncDisposable {
  readonly #platform: Platform;

  private constructor(platform: Platform) {
    this.#platform = platform;
  }

  static async open(config: Config): Promise<FolderJobs> {
    return new FolderJobs(await openPlatform(config));
  }

  async list({ limit, status, kind, group }: JobFilter): Promise<JobWire[]> {
    const { jobs } = await this.#platform.jobs.list({
      limit,
      group,
      kinds: kind === undefined ? undefined : [kind],
      statuses: status === undefined ? undefined : [status as JobStatus],
    });
    return jobs.map(encodeJob);
  }

  async get(id: string): Promise<JobWire> {
    return encodeJob(await this.#platform.jobs.get(id));
  }

  async getGraph(id: string): Promise<JobGraphWire> {
    return encodeJobGraph(await this.#platform.jobs.getGraph(id));
  }

  async cancel(id: string): Promise<JobWire> {
    return encodeJob(await this.#platform.jobs.cancel(id));
  }

  async cancelGraph(id: string): Promise<JobGraphWire> {
    return encodeJobGraph(await this.#platform.jobs.cancelGraph(id));
  }

  async *events(id: string, signal: AbortSignal): AsyncGenerator<JobEventWire, void, undefined> {
    for await (const event of this.#platform.jobs.events(id, { signal })) yield encodeJobEvent(event);
  }

  async *graphEvents(id: string, signal: AbortSignal): AsyncGenerator<JobGraphEventWire, void, undefined> {
    for await (const event of this.#platform.jobs.graphEvents(id, { signal })) yield encodeJobGraphEvent(event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#platform[Symbol.asyncDispose]();
  }
}
