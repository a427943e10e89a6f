import {
  TuneloopError,
  type Job,
  type JobEvent,
  type JobGraphEvent,
  type JobQuery,
  type JobStatus,
} from '@tuneloop/protocol';
import type { SqlValue, Store } from '@tuneloop/store';
import { pruneJobs } from './prune-jobs.ts';
import { isEnded, readJobRow, type JobRow } from './job-row.ts';

type WithoutHead<T> = T extends unknown ? Omit<T, 'position' | 'time'> : never;

/** An event before it has its place. */
export type NewJobEvent = WithoutHead<JobEvent>;

/** Columns that change along with an event. */
export type JobChange = Record<string, SqlValue>;

export interface NewJob {
  id: string;
  kind: string;
  inputText: string;
  owner: string | undefined;
  idempotencyKey: string | undefined;
  priority: number;
  /** Ids of jobs that are there. */
  after: readonly string[];
  /** The graph that it is a step of, its name there, and its place among the steps. */
  graph?: string;
  step?: string;
  stepOrder?: number;
}

/** The jobs and their events in the store. */
export interface JobTable {
  transaction<T>(work: () => T): T;
  /** It waits for the jobs that it comes after, or is queued if there are none. */
  insert(job: NewJob): JobRow;
  /** Errors: `NOT_FOUND`. */
  get(id: string): JobRow;
  find(id: string): JobRow | undefined;
  findByKey(job: NewJob): JobRow | undefined;
  /** One more than the limit when there are more. */
  page(query: JobQuery, limit: number): JobRow[];
  /** The jobs of a graph, in the order of its steps. Errors: `NOT_FOUND`. */
  graph(id: string): JobRow[];
  /** Errors: `NOT_FOUND`. */
  hasGraphEnded(id: string): boolean;
  /** At most `limit` events of a graph behind `after`. */
  graphEvents(id: string, after: number, limit: number): JobGraphEvent[];
  /** The first job of these kinds that may run now is `runner`'s from now on. */
  claim(kinds: readonly string[], runner: string): JobRow | undefined;
  running(): JobRow[];
  /** How many have not ended, by their status. */
  openJobs(): Partial<Record<JobStatus, number>>;
  /** When the next of the delayed jobs of these kinds may run, in ms since 1970. */
  nextAttempt(kinds: readonly string[]): number | undefined;
  /** The jobs that it comes after, in the order in which they were named. */
  dependencies(id: string): Job[];
  /** The jobs that come after it. */
  dependants(id: string): Job[];
  /** Those of `runner` that somebody wants cancelled. */
  cancelRequests(runner: string): string[];
  requestCancel(id: string): void;
  /**
   * Appends an event and changes the job along with it, if it is as `when` says; otherwise nothing happens.
   *
   * @returns the event's position, if it happened.
   */
  append(
    id: string,
    event: NewJobEvent,
    change: JobChange,
    when: { status: JobStatus; runner?: string },
  ): number | undefined;
  /** At most `limit` events behind `after`. */
  events(id: string, after: number, limit: number): JobEvent[];
  /**
   * Forgets ended jobs: those that ended before `endedBefore` (ISO 8601), and all but the latest `keep`; but none as long
   * as another job comes after it, or another one of its graph is kept.
   */
  prune(endedBefore: string, keep: number): void;
}

const select = `SELECT jobs.*, (
  SELECT json_group_array(earlier.id ORDER BY position) FROM jobs_dependencies
  JOIN jobs AS earlier ON earlier.sequence = dependency WHERE job = jobs.sequence
) AS after_ids FROM jobs`;

/** A condition that no list of values can turn into another statement: the list is one JSON value. */
const isOneOf = (column: string): string => `${column} IN (SELECT value FROM json_each(?))`;

function noGraph(id: string): TuneloopError {
  return new TuneloopError('NOT_FOUND', `There is no graph of jobs "${id.slice(0, 100)}".`);
}

/** @param onEvent hears the id of each job with a new event, and that of its graph; what is in a transaction may yet be undone. */
export function createJobTable(store: Store, onEvent: (id: string) => void): JobTable {
  const readAll = (sql: string, ...values: SqlValue[]): JobRow[] => store.all(sql, ...values).map(readJobRow);
  const find = (id: string): JobRow | undefined => readAll(`${select} WHERE id = ?`, id)[0];
  const get = (id: string): JobRow => {
    const row = find(id);
    if (!row) throw new TuneloopError('NOT_FOUND', `There is no job "${id.slice(0, 100)}".`);
    return row;
  };

  const append: JobTable['append'] = (id, event, change, when) =>
    store.transaction(() => {
      const row = find(id);
      if (row?.job.status !== when.status) return undefined;
      const position = row.job.lastEvent + 1;
      const columns = Object.entries({ ...change, last_event: position });
      const changed = store.run(
        `UPDATE jobs SET ${columns.map(([name]) => `${name} = ?`).join(', ')} WHERE id = ? AND coalesce(runner, '') = ?`,
        ...columns.map(([, value]) => value),
        id,
        when.runner ?? '',
      );
      if (changed === 0) return undefined;
      const stored: JobEvent = { position, time: new Date().toISOString(), ...event };
      store.run(
        'INSERT INTO jobs_events (job, position, event) VALUES (?, ?, ?)',
        row.sequence,
        position,
        JSON.stringify(stored),
      );
      onEvent(id);
      const { group } = row.job;
      if (group !== undefined) {
        store.run(
          `INSERT INTO jobs_graph_events (graph, position, job, job_position)
           SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3 FROM jobs_graph_events WHERE graph = ?1`,
          group,
          row.sequence,
          position,
        );
        onEvent(group);
      }
      return position;
    });

  return {
    transaction: (work) => store.transaction(work),
    insert: (job) =>
      store.transaction(() => {
        const status = job.after.length === 0 ? 'queued' : 'waiting';
        store.run(
          `INSERT INTO jobs (id, kind, input, status, owner, idempotency_key, priority, graph, step, step_order, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          job.id,
          job.kind,
          job.inputText,
          status,
          job.owner ?? null,
          job.idempotencyKey ?? null,
          job.priority,
          job.graph ?? null,
          job.step ?? null,
          job.stepOrder ?? null,
          new Date().toISOString(),
        );
        const { sequence } = get(job.id);
        for (const [position, dependency] of job.after.entries()) {
          store.run(
            'INSERT INTO jobs_dependencies (job, dependency, position) VALUES (?, ?, ?)',
            sequence,
            get(dependency).sequence,
            position,
          );
        }
        append(job.id, { type: status, reason: 'submitted' }, {}, { status });
        return get(job.id);
      }),
    get,
    find,
    findByKey: ({ idempotencyKey, kind, owner }) =>
      readAll(
        `${select} WHERE idempotency_key = ? AND kind = ? AND coalesce(owner, '') = ?`,
        idempotencyKey ?? null,
        kind,
        owner ?? '',
      )[0],
    page: ({ kinds, statuses, group, after }, limit) => {
      const values: SqlValue[] = [after === undefined ? Number.MAX_SAFE_INTEGER : get(after).sequence];
      let where = 'sequence < ?';
      for (const [column, list] of [
        ['kind', kinds],
        ['status', statuses],
        ['graph', group === undefined ? undefined : [group]],
      ] as const) {
        if (!list) continue;
        where += ` AND ${isOneOf(column)}`;
        values.push(JSON.stringify(list));
      }
      return readAll(`${select} WHERE ${where} ORDER BY sequence DESC LIMIT ?`, ...values, limit + 1);
    },
    graph: (id) => {
      const rows = readAll(`${select} WHERE graph = ? ORDER BY step_order, sequence`, id);
      if (rows.length === 0) throw noGraph(id);
      return rows;
    },
    hasGraphEnded: (id) => {
      const statuses = store.all('SELECT DISTINCT status FROM jobs WHERE graph = ?', id);
      if (statuses.length === 0) throw noGraph(id);
      return statuses.every(({ status }) => isEnded({ status: status as JobStatus }));
    },
    graphEvents: (id, after, limit) =>
      store
        .all(
          `SELECT jobs_graph_events.position, jobs.id, jobs.step, event FROM jobs_graph_events
           JOIN jobs ON jobs.sequence = jobs_graph_events.job
           JOIN jobs_events ON jobs_events.job = jobs_graph_events.job AND jobs_events.position = job_position
           WHERE jobs_graph_events.graph = ? AND jobs_graph_events.position > ?
           ORDER BY jobs_graph_events.position LIMIT ?`,
          id,
          after,
          limit,
        )
        .map((row) => ({
          position: row['position'] as number,
          jobId: row['id'] as string,
          step: row['step'] as string,
          event: JSON.parse(row['event'] as string) as JobEvent,
        })),
    claim: (kinds, runner) =>
      store.transaction(() => {
        const [next] = readAll(
          `${select} WHERE status IN ('queued', 'delayed') AND (status = 'queued' OR next_attempt_at <= ?)
           AND ${isOneOf('kind')} ORDER BY priority DESC, sequence LIMIT 1`,
          new Date().toISOString(),
          JSON.stringify(kinds),
        );
        if (!next) return undefined;
        const { id, status } = next.job;
        const attempt = next.job.attempt + 1;
        const now = new Date().toISOString();
        const change = { status: 'running', attempt, runner, started_at: now, next_attempt_at: null, error: null };
        append(id, { type: 'started', attempt }, change, { status });
        return get(id);
      }),
    running: () => readAll(`${select} WHERE status = 'running' ORDER BY sequence`),
    openJobs: () =>
      Object.fromEntries(
        store
          .all(
            `SELECT status, count(*) AS count FROM jobs WHERE status IN ('waiting', 'queued', 'delayed', 'running') GROUP BY status`,
          )
          .map(({ status, count }) => [status as JobStatus, count as number]),
      ),
    nextAttempt: (kinds) => {
      const row = store.get(
        `SELECT min(next_attempt_at) AS first FROM jobs WHERE status = 'delayed' AND ${isOneOf('kind')}`,
        JSON.stringify(kinds),
      );
      return typeof row?.['first'] === 'string' ? Date.parse(row['first']) : undefined;
    },
    dependencies: (id) =>
      readAll(
        `${select} JOIN jobs_dependencies ON dependency = jobs.sequence
         WHERE job = (SELECT sequence FROM jobs WHERE id = ?) ORDER BY position`,
        id,
      ).map(({ job }) => job),
    dependants: (id) =>
      readAll(
        `${select} JOIN jobs_dependencies ON job = jobs.sequence
         WHERE dependency = (SELECT sequence FROM jobs WHERE id = ?) ORDER BY jobs.sequence`,
        id,
      ).map(({ job }) => job),
    cancelRequests: (runner) =>
      store
        .all(`SELECT id FROM jobs WHERE status = 'running' AND cancel_requested = 1 AND runner = ?`, runner)
        .map(({ id }) => id as string),
    requestCancel: (id) =>
      void store.run(`UPDATE jobs SET cancel_requested = 1 WHERE id = ? AND status = 'running'`, id),
    append,
    events: (id, after, limit) =>
      store
        .all(
          `SELECT event FROM jobs_events WHERE job = (SELECT sequence FROM jobs WHERE id = ?) AND position > ? ORDER BY position LIMIT ?`,
          id,
          after,
          limit,
        )
        .map(({ event }) => JSON.parse(event as string) as JobEvent),
    prune: (endedBefore, keep) => store.transaction(() => pruneJobs(store, endedBefore, keep)),
  };
}
