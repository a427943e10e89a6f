import { randomUUID } from 'node:crypto';
import { TuneloopError, type JobQueue } from '@tuneloop/protocol';
import { z } from 'zod';
import { createChangeSignal } from './change-signal.ts';
import { followEvents } from './follow-events.ts';
import { ending, executeJob, interrupted, type JobExecution } from './job-execution.ts';
import { createJobTable, type JobTable, type NewJob } from './job-table.ts';
import { jobMigrations } from './migrations.ts';
import { resolveRunnerOptions, type JobRunnerOptions } from './runner-options.ts';
import { createRunnerRegistry } from './runner-registry.ts';

/** Submits and shows jobs at once, and runs them from `start` on. */
export interface JobRunner extends JobQueue, AsyncDisposable {
  /**
   * Begins to run what is queued. Jobs whose process has ended are queued again if their kind is resumable, and have
   * failed otherwise. Several processes may run the jobs of one store.
   *
   * Errors: `STORE_FAILED`.
   */
  start(): void;
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
  const table = createJobTable(store);
  const changes = createChangeSignal();
  const registry = createRunnerRegistry(store);
  const running = new Map<string, { kind: string; execution: JobExecution }>();
  let ticker: NodeJS.Timeout | undefined;
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
    const onEvent = (): void => changes.notify(id);
    onEvent();
    const execution = executeJob({ row, kind, runner: registry.id, table, onEvent, settings });
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
  };

  /** Takes over the jobs of runners that have died. */
  const recover = (): void => {
    const living = registry.living();
    for (const { job, runner, cancelRequested } of table.running()) {
      if (runner !== undefined && living.has(runner)) continue;
      const resumable = kinds.get(job.kind)?.resumable ?? false;
      const { event, change } = cancelRequested ? ending({ type: 'cancelled' }) : interrupted(resumable);
      table.append(job.id, event, change, { status: 'running', ...(runner !== undefined && { runner }) });
      changes.notify(job.id);
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
    const executions = [...running.values()].map(({ execution }) => execution);
    for (const execution of executions) execution.stop('runner-stops');
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    await Promise.race([Promise.all(executions.map(({ done }) => done)), promise]);
    clearTimeout(timer);
    if (wasRunning) attempt(() => registry.leave());
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
    async submit({ kind: name, input, owner, idempotencyKey }) {
      const kind = kinds.get(name);
      if (!kind) {
        const known = [...kinds.keys()].join(', ');
        throw invalid(`There is no kind of job "${name.slice(0, 100)}". Kinds are: ${known}.`, 'kind');
      }
      const parsed = kind.input.safeParse(input);
      if (!parsed.success) {
        const path = z.core.toDotPath(parsed.error.issues[0]?.path ?? []);
        throw invalid(z.prettifyError(parsed.error), path === '' ? 'input' : `input.${path}`);
      }
      const inputText = JSON.stringify(parsed.data);
      const job = { id: `job_${randomUUID().replaceAll('-', '')}`, kind: name, inputText, owner, idempotencyKey };
      const row = store.transaction(() => known(table, job) ?? table.insert(job));
      if (isRunning) attempt(startQueued);
      return row.job;
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
      const { job } = table.get(id);
      const { event, change } = ending({ type: 'cancelled' });
      if (job.status === 'queued' && table.append(id, event, change, { status: 'queued' }) !== undefined) {
        changes.notify(id);
      } else {
        table.requestCancel(id);
        running.get(id)?.execution.stop('cancelled');
      }
      return table.get(id).job;
    },
    async resume(id) {
      const { status } = table.get(id).job;
      const change = { status: 'queued', ended_at: null, error: null, progress: null };
      const position =
        status === 'failed' || status === 'cancelled'
          ? table.append(id, { type: 'queued', reason: 'resumed' }, change, { status })
          : undefined;
      if (position === undefined) {
        throw invalid(`Only a job that failed or was cancelled can be resumed; this one is ${status}.`, 'id');
      }
      changes.notify(id);
      const job = table.get(id).job;
      if (isRunning) attempt(startQueued);
      return job;
    },
    events: (id, eventsOptions = {}) => followEvents(table, changes, id, eventsOptions),
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

/** The job that an earlier submission with the same key made. */
function known(table: JobTable, job: NewJob): ReturnType<JobTable['findByKey']> {
  const existing = job.idempotencyKey === undefined ? undefined : table.findByKey(job);
  if (existing && existing.inputText !== job.inputText) {
    throw invalid('This idempotency key was used for a job with another input; use a new one.', 'idempotency_key');
  }
  return existing;
}

function invalid(message: string, param: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message, { details: { param } });
}
