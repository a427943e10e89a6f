import { TuneloopError, type JobEvent, type JobQuery, type JobStatus } from '@tuneloop/protocol';
import type { SqlValue, Store } from '@tuneloop/store';
import { readJobRow, type JobRow } from './job-row.ts';

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
}

/** The jobs and their events in the store. */
export interface JobTable {
  insert(job: NewJob): JobRow;
  /** Errors: `NOT_FOUND`. */
  get(id: string): JobRow;
  find(id: string): JobRow | undefined;
  findByKey(job: NewJob): JobRow | undefined;
  /** One more than the limit when there are more. */
  page(query: JobQuery, limit: number): JobRow[];
  /** The oldest queued job of these kinds is `runner`'s from now on. */
  claim(kinds: readonly string[], runner: string): JobRow | undefined;
  running(): JobRow[];
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
  /** Forgets ended jobs: those that ended before `endedBefore` (ISO 8601), and all but the latest `keep`. */
  prune(endedBefore: string, keep: number): void;
}

const ended = `status IN ('succeeded', 'failed', 'cancelled')`;

/** A condition that no list of values can turn into another statement: the list is one JSON value. */
const isOneOf = (column: string): string => `${column} IN (SELECT value FROM json_each(?))`;

export function createJobTable(store: Store): JobTable {
  const readAll = (sql: string, ...values: SqlValue[]): JobRow[] => store.all(sql, ...values).map(readJobRow);
  const find = (id: string): JobRow | undefined => readAll('SELECT * FROM jobs WHERE id = ?', id)[0];
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
      return position;
    });

  return {
    insert: (job) =>
      store.transaction(() => {
        store.run(
          `INSERT INTO jobs (id, kind, input, status, owner, idempotency_key, created_at) VALUES (?, ?, ?, 'queued', ?, ?, ?)`,
          job.id,
          job.kind,
          job.inputText,
          job.owner ?? null,
          job.idempotencyKey ?? null,
          new Date().toISOString(),
        );
        append(job.id, { type: 'queued', reason: 'submitted' }, {}, { status: 'queued' });
        return get(job.id);
      }),
    get,
    find,
    findByKey: ({ idempotencyKey, kind, owner }) =>
      readAll(
        `SELECT * FROM jobs WHERE idempotency_key = ? AND kind = ? AND coalesce(owner, '') = ?`,
        idempotencyKey ?? null,
        kind,
        owner ?? '',
      )[0],
    page: ({ kinds, statuses, after }, limit) => {
      const values: SqlValue[] = [after === undefined ? Number.MAX_SAFE_INTEGER : get(after).sequence];
      let where = 'sequence < ?';
      for (const [column, list] of [
        ['kind', kinds],
        ['status', statuses],
      ] as const) {
        if (!list) continue;
        where += ` AND ${isOneOf(column)}`;
        values.push(JSON.stringify(list));
      }
      return readAll(`SELECT * FROM jobs WHERE ${where} ORDER BY sequence DESC LIMIT ?`, ...values, limit + 1);
    },
    claim: (kinds, runner) =>
      store.transaction(() => {
        const [next] = readAll(
          `SELECT * FROM jobs WHERE status = 'queued' AND ${isOneOf('kind')} ORDER BY sequence LIMIT 1`,
          JSON.stringify(kinds),
        );
        if (!next) return undefined;
        const { id } = next.job;
        const attempt = next.job.attempt + 1;
        const change = { status: 'running', attempt, runner, started_at: new Date().toISOString() };
        append(id, { type: 'started', attempt }, change, { status: 'queued' });
        return get(id);
      }),
    running: () => readAll(`SELECT * FROM jobs WHERE status = 'running' ORDER BY sequence`),
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
    prune: (endedBefore, keep) => {
      store.run(
        `DELETE FROM jobs WHERE ${ended} AND (ended_at < ? OR sequence <= (SELECT sequence FROM jobs WHERE ${ended} ORDER BY sequence DESC LIMIT 1 OFFSET ?))`,
        endedBefore,
        keep,
      );
    },
  };
}
