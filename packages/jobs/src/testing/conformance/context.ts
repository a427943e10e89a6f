import type { Job, JobEvent, JobGraphEvent, JobQueue } from '@tuneloop/protocol';
import { onTestFinished } from 'vitest';
import type { JobKind } from '../../job-kind.ts';
import type { JobRunner } from '../../job-runner.ts';

/** A place where jobs are stored, empty at first. */
export interface JobBackend extends AsyncDisposable {
  /** Another runner of its jobs, not started; what is left out is the runner's own default. */
  open(options: { kinds: readonly JobKind[]; concurrency?: number | undefined }): JobRunner | Promise<JobRunner>;
}

export interface JobQueueConformanceOptions {
  /** Names the tests. */
  name: string;
  backend: () => JobBackend | Promise<JobBackend>;
  /** How long anything may take to be seen, in ms. Default 10000. */
  timeoutMs?: number | undefined;
}

/** What the tests of the suite share. */
export interface ConformanceContext {
  /** A backend for this test alone. */
  backend(): Promise<JobBackend>;
  /** A runner on a backend of its own, started; both are closed after the test. */
  start(kinds: readonly JobKind[], options?: { concurrency?: number }): Promise<JobRunner>;
  eventsOf(jobs: JobQueue, id: string, after?: number): Promise<JobEvent[]>;
  graphEventsOf(jobs: JobQueue, id: string, after?: number): Promise<JobGraphEvent[]>;
  /** The job once it has ended. */
  ended(jobs: JobQueue, id: string): Promise<Job>;
}

export function createContext({ backend: create, timeoutMs = 10_000 }: JobQueueConformanceOptions): ConformanceContext {
  const backend = async (): Promise<JobBackend> => {
    const made = await create();
    onTestFinished(() => made[Symbol.asyncDispose]());
    return made;
  };
  const eventsOf: ConformanceContext['eventsOf'] = (jobs, id, after) =>
    collect(jobs.events(id, { after, signal: AbortSignal.timeout(timeoutMs) }));
  return {
    backend,
    async start(kinds, options = {}) {
      const runner = await (await backend()).open({ kinds, ...options });
      onTestFinished(() => runner.close());
      runner.start();
      return runner;
    },
    eventsOf,
    graphEventsOf: (jobs, id, after) =>
      collect(jobs.graphEvents(id, { after, signal: AbortSignal.timeout(timeoutMs) })),
    async ended(jobs, id) {
      await eventsOf(jobs, id);
      return jobs.get(id);
    },
  };
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}
