import type { Migration } from '@tuneloop/store';

/** Times are ISO 8601, but for `seen_at` (ms since 1970); what is JSON holds plain data. */
export const jobMigrations: readonly Migration[] = [
  {
    name: 'make the tables of jobs, their events and their runners',
    sql: `
      CREATE TABLE jobs (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        input TEXT NOT NULL,
        status TEXT NOT NULL,
        owner TEXT,
        idempotency_key TEXT,
        created_at TEXT NOT NULL,
        started_at TEXT,
        ended_at TEXT,
        attempt INTEGER NOT NULL DEFAULT 0,
        last_event INTEGER NOT NULL DEFAULT 0,
        progress TEXT,
        checkpoint TEXT,
        result TEXT,
        error TEXT,
        runner TEXT,
        cancel_requested INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX jobs_by_status ON jobs (status, sequence);
      CREATE UNIQUE INDEX jobs_by_idempotency_key ON jobs (idempotency_key, kind, coalesce(owner, ''))
        WHERE idempotency_key IS NOT NULL;
      CREATE TABLE jobs_events (
        job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (job, position)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE jobs_runners (
        id TEXT PRIMARY KEY,
        host TEXT NOT NULL,
        process INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'add priorities, attempts that follow on failures, and dependencies',
    sql: `
      ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE jobs ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE jobs ADD COLUMN next_attempt_at TEXT;
      ALTER TABLE jobs ADD COLUMN graph TEXT;
      ALTER TABLE jobs ADD COLUMN step TEXT;
      CREATE INDEX jobs_to_run ON jobs (priority DESC, sequence) WHERE status IN ('queued', 'delayed');
      CREATE INDEX jobs_by_graph ON jobs (graph, sequence) WHERE graph IS NOT NULL;
      CREATE TABLE jobs_dependencies (
        job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
        dependency INTEGER NOT NULL REFERENCES jobs (sequence),
        position INTEGER NOT NULL,
        PRIMARY KEY (job, dependency)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX jobs_dependencies_by_dependency ON jobs_dependencies (dependency, job);
      CREATE TABLE jobs_graphs (
        id TEXT PRIMARY KEY,
        owner TEXT,
        idempotency_key TEXT NOT NULL,
        request TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX jobs_graphs_by_idempotency_key ON jobs_graphs (idempotency_key, coalesce(owner, ''));
    `,
  },
  {
    name: 'count interruptions',
    sql: 'ALTER TABLE jobs ADD COLUMN interruptions INTEGER NOT NULL DEFAULT 0;',
  },
  {
    name: 'number the events of a graph, and keep the order of its steps',
    sql: `
      ALTER TABLE jobs ADD COLUMN step_order INTEGER;
      CREATE TABLE jobs_graph_events (
        graph TEXT NOT NULL,
        position INTEGER NOT NULL,
        job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
        job_position INTEGER NOT NULL,
        PRIMARY KEY (graph, position)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX jobs_graph_events_by_job ON jobs_graph_events (job);
      INSERT INTO jobs_graph_events (graph, position, job, job_position)
        SELECT graph, row_number() OVER (
          PARTITION BY graph ORDER BY json_extract(event, '$.time'), sequence, position
        ), sequence, position
        FROM jobs_events JOIN jobs ON jobs.sequence = jobs_events.job WHERE graph IS NOT NULL;
    `,
  },
  {
    name: 'say which kinds of jobs a runner runs',
    sql: `ALTER TABLE jobs_runners ADD COLUMN kinds TEXT NOT NULL DEFAULT '[]';`,
  },
];
