import { createJobRunner, type JobKind, type JobRunner } from '@tuneloop/jobs';
import { TuneloopError, type JobQueue, type JobStatus } from '@tuneloop/protocol';
import { openStore, type Store } from '@tuneloop/store';
import type { Logger } from '../logging/logger.ts';

export interface PlatformJobsOptions {
  /** Of the store's file. */
  path: string;
  kinds: readonly JobKind[];
  logger: Logger;
}

/** The jobs of this server. */
export interface PlatformJobs extends JobQueue, AsyncDisposable {
  /**
   * Runs what is queued, and what an earlier process left. A store that cannot be opened is logged and tried again with
   * the next request for jobs: models are served without it.
   */
  start(): void;
  /** Whether another process, such as a server, runs jobs of this kind now. Errors: `STORE_FAILED`. */
  runsElsewhere(kind: string): boolean;
  /** How many have not ended, by their status; none while the store was not needed yet. Errors: `STORE_FAILED`. */
  openJobs(): Partial<Record<JobStatus, number>>;
}

/**
 * Jobs in a store that is opened when it is first needed, so that commands which only look at models or keys make no
 * file.
 */
export function createPlatformJobs({ path, kinds, logger }: PlatformJobsOptions): PlatformJobs {
  let opened: { store: Store; runner: JobRunner } | undefined;
  let isStarted = false;
  let isClosed = false;

  /** Errors: `STORE_FAILED`, `ABORTED`. */
  const open = (): JobRunner => {
    if (isClosed) throw new TuneloopError('ABORTED', 'The server is stopping.');
    if (opened) return opened.runner;
    const store = openStore({ path });
    try {
      const runner = createJobRunner({ store, kinds, logger });
      if (isStarted) runner.start();
      opened = { store, runner };
      return runner;
    } catch (error) {
      store.close();
      throw error;
    }
  };

  return {
    kinds: kinds.map(({ name }) => name),
    submit: async (request) => open().submit(request),
    submitGraph: async (request) => open().submitGraph(request),
    getGraph: async (id) => open().getGraph(id),
    cancelGraph: async (id) => open().cancelGraph(id),
    resumeGraph: async (id) => open().resumeGraph(id),
    graphEvents: (id, options) => open().graphEvents(id, options),
    get: async (id) => open().get(id),
    list: async (query) => open().list(query),
    cancel: async (id) => open().cancel(id),
    resume: async (id) => open().resume(id),
    retry: async (id) => open().retry(id),
    events: (id, options) => open().events(id, options),
    start() {
      if (isStarted) return;
      isStarted = true;
      try {
        // It may be open since something was submitted; starting it again changes nothing.
        open().start();
      } catch (error) {
        const { code, message } = TuneloopError.from(error);
        logger.warn({ err: error, code }, `jobs are not available: ${message}`);
      }
    },
    runsElsewhere: (kind) => open().runsElsewhere(kind),
    openJobs: () => (isClosed ? {} : (opened?.runner.openJobs() ?? {})),
    async [Symbol.asyncDispose]() {
      if (isClosed) return;
      isClosed = true;
      await opened?.runner.close();
      opened?.store.close();
    },
  };
}
