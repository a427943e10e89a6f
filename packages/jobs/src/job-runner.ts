import {
  TuneloopError,
  type Job,
  type JobEvent,
  type JobGraphEvent,
  type JobQueue,
  type JobStatus,
} from '@tuneloop/protocol';
import { createChangeSignal } from './change-signal.ts';
import { followEvents } from './follow-events.ts';
import { reopenJob, settleDependants } from './job-dependencies.ts';
import { executeJob, type JobExecution } from './job-execution.ts';
import { cancelGraph, readGraph, reopenGraph } from './job-graph.ts';
import { isEnded } from './job-row.ts';
import { createJobTable } from './job-table.ts';
import { bereft, ending } from './job-transitions.ts';
import { jobMigrations } from './migrations.ts';
import { resolveRunnerOptions, type JobRunnerOptions } from './runner-options.ts';
import { createRunnerRegistry } from './runner-registry.ts';
import { submitGraph } from './submit-graph.ts';
import { submitJob } from './submit-job.ts';

/** Submits and shows jobs at once, and runs them from `start` on. */
export interface JobRunner extends JobQueue, AsyncDisposable {
  /**
   * Begins to run what is queued. Jobs whose process has ended are queued again if their kind is resumable, and have
   * failed otherwise. Several processes may run the jobs of one store.
   *
   * Errors: `STORE_FAILED`.
   */
  start(): void;
  /** Whether another runner of the store, in another process say, runs jobs of this kind now. */
  runsElsewhere(kind: string): boolean;
  /** How many of this store's jobs have not ended, by their status. Errors: `STORE_FAILED`. */
  openJobs(): Partial<Record<JobStatus, number>>;
  /** Interrupts what runs here, as the end of the process would, and waits for `graceMs` at most (default 5000). */
  close(options?: { graceMs?: number | undefined }): Promise<void>;
}

/** How often the runner looks for what other processes have asked for, and says that it lives, in ms. */
const tickMs = 1000;
const ticksBetweenSigns = 5;

/**
 * Jobs in a store.
 *
 * Errors: `INVALID_REQUEST` when an option is wrong, `STORE_FAILED`.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const settings = resolveRunnerOptions(options);
  const { store, kinds, concurrency, retention, logger } = settings;
  store.migrate('jobs', jobMigrations);
  const changes = createChangeSignal();
  const table = settleDependants(createJobTable(store, (id) => changes.notify(id)));
  const registry = createRunnerRegistry(store, [...kinds.keys()]);
  const running = new Map<string, { kind: string; execution: JobExecution }>();
  let ticker: NodeJS.Timeout | undefined;
  let nextAttempt: NodeJS.Timeout | undefined;
  let ticks = 0;
  let isRunning = false;
  let closing: Promise<void> | undefined;

  const prune = (): void => table.prune(new Date(Date.now() - retention.ageMs).toISOString(), retention.jobs);

  /** Kinds of which another job may run now. */
  const freeKinds = (): string[] =>
    [...kinds.values()]
      .filter(({ name, concurrency: most = concurrency }) => {
        const count = [...running.values()].filter(({ kind }) => kind === name).length;
        return count < most;
      })
      .map(({ name }) => name);

  const startNext = (): boolean => {
    if (running.size >= concurrency) return false;
    const row = table.claim(freeKinds(), registry.id);
    const kind = row && kinds.get(row.job.kind);
    if (!row || !kind) return false;
    const { id } = row.job;
    const execution = executeJob({ row, kind, runner: registry.id, table, settings });
    running.set(id, { kind: kind.name, execution });
    void makeRoom(id, execution);
    return true;
  };

  const makeRoom = async (id: string, { done }: JobExecution): Promise<void> => {
    await done;
    running.delete(id);
    if (!isRunning) return;
    attempt(() => {
      prune();
      startQueued();
    });
  };

  const startQueued = (): void => {
    let isMore = isRunning;
    while (isMore) isMore = startNext();
    if (isRunning) scheduleNextAttempt();
  };

  /** The tick would find it too, up to a second late. */
  const scheduleNextAttempt = (): void => {
    clearTimeout(nextAttempt);
    const at = running.size < concurrency ? table.nextAttempt(freeKinds()) : undefined;
    if (at === undefined || at - Date.now() > tickMs) return;
    nextAttempt = setTimeout(() => attempt(startQueued), Math.max(0, at - Date.now())).unref();
  };

  /** Takes over the jobs of runners that have died. */
  const recover = (): void => {
    const living = registry.living();
    for (const { job, runner, cancelRequested, interruptions } of table.running()) {
      if (runner !== undefined && living.has(runner)) continue;
      const resumable = kinds.get(job.kind)?.resumable ?? false;
      const { event, change } = cancelRequested ? ending({ type: 'cancelled' }) : bereft(resumable, interruptions);
      table.append(job.id, event, change, { status: 'running', ...(runner !== undefined && { runner }) });
    }
  };

  const tick = (): void => {
    ticks += 1;
    if (ticks % ticksBetweenSigns === 0) registry.sign();
    for (const id of table.cancelRequests(registry.id)) running.get(id)?.execution.stop('cancelled');
    recover();
    startQueued();
  };

  /** What happens in the background has nobody to throw to; the next tick tries again. */
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      logger?.error({ err: error }, 'the store of jobs failed');
    }
  };

  const close = async (graceMs: number): Promise<void> => {
    const wasRunning = isRunning;
    isRunning = false;
    clearInterval(ticker);
    clearTimeout(nextAttempt);
    const executions = [...running.values()].map(({ execution }) => execution);
    for (const execution of executions) execution.stop('runner-stops');
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    await Promise.race([Promise.all(executions.map(({ done }) => done)), promise]);
    clearTimeout(timer);
    if (wasRunning) attempt(() => registry.leave());
  };

  const wake = (): void => {
    if (isRunning) attempt(startQueued);
  };

  const reopen = (id: string, fromBeginning: boolean): Job => {
    reopenJob(table, id, { fromBeginning });
    const { job } = table.get(id);
    wake();
    return job;
  };

  return {
    kinds: [...kinds.keys()],
    start() {
      if (isRunning || closing) return;
      registry.sign();
      recover();
      prune();
      isRunning = true;
      ticker = setInterval(() => attempt(tick), tickMs).unref();
      startQueued();
    },
    runsElsewhere: (kind) => registry.runsElsewhere(kind),
    openJobs: () => table.openJobs(),
    async submit(request) {
      const job = submitJob(table, kinds, request);
      wake();
      return job;
    },
    async submitGraph(request) {
      const graph = submitGraph(store, table, kinds, request);
      wake();
      return graph;
    },
    getGraph: async (id) => readGraph(table, id),
    async cancelGraph(id) {
      for (const job of cancelGraph(table, id)) running.get(job)?.execution.stop('cancelled');
      return readGraph(table, id);
    },
    async resumeGraph(id) {
      reopenGraph(table, id);
      const graph = readGraph(table, id);
      wake();
      return graph;
    },
    graphEvents: (id, eventsOptions = {}) => {
      const read = (after: number, limit: number): JobGraphEvent[] => table.graphEvents(id, after, limit);
      return followEvents({ id, hasEnded: () => table.hasGraphEnded(id), read }, changes, eventsOptions);
    },
    get: async (id) => table.get(id).job,
    async list(query = {}) {
      const limit = query.limit ?? 20;
      if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
        throw invalid(`limit: must be a whole number from 1 to 100, not ${limit}`, 'limit');
      }
      const rows = table.page(query, limit);
      return { jobs: rows.slice(0, limit).map(({ job }) => job), hasMore: rows.length > limit };
    },
    async cancel(id) {
      const { status } = table.get(id).job;
      const { event, change } = ending({ type: 'cancelled' });
      const isIdle = status === 'waiting' || status === 'queued' || status === 'delayed';
      if (!isIdle || table.append(id, event, change, { status }) === undefined) {
        table.requestCancel(id);
        running.get(id)?.execution.stop('cancelled');
      }
      return table.get(id).job;
    },
    resume: async (id) => reopen(id, false),
    retry: async (id) => reopen(id, true),
    events: (id, eventsOptions = {}) => {
      const hasEnded = (): boolean => isEnded(table.get(id).job);
      const read = (after: number, limit: number): JobEvent[] => table.events(id, after, limit);
      return followEvents({ id, hasEnded, read }, changes, eventsOptions);
    },
    close({ graceMs = 5000 } = {}) {
      closing ??= close(graceMs);
      return closing;
    },
    [Symbol.asyncDispose]() {
      closing ??= close(5000);
      return closing;
    },
  };
}

function invalid(message: string, param: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message, { details: { param } });
}
