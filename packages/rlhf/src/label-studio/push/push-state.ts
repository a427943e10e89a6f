import { openStore, type Migration } from '@tuneloop/store';

/** What was pushed into projects. Losing it loses nothing: it is made again from what the projects hold. */
export interface PushState extends Disposable {
  /** Whether the project's tasks are known, and none of them is uncertain. */
  isCertain(project: string): boolean;
  has(project: string, key: string): boolean;
  /** The tasks are about to be sent: until `sent` says otherwise, it is uncertain whether they are there. */
  sending(project: string, keys: readonly string[]): void;
  sent(project: string, keys: readonly string[]): void;
  /** The tasks were refused. */
  withdraw(project: string, keys: readonly string[]): void;
  /** What the project holds, as it says itself. */
  replace(project: string, keys: Iterable<string>): void;
  close(): void;
}

const migrations: readonly Migration[] = [
  {
    name: 'tasks that were pushed',
    sql: `
      CREATE TABLE label_studio_projects (project TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE label_studio_tasks (
        project TEXT NOT NULL,
        key TEXT NOT NULL,
        sent INTEGER NOT NULL,
        PRIMARY KEY (project, key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX label_studio_uncertain ON label_studio_tasks (project) WHERE sent = 0;
    `,
  },
];

/**
 * A SQLite file, which several processes may use.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export function openPushState(path: string): PushState {
  const store = openStore({ path });
  store.migrate('label_studio', migrations);
  const put = (project: string, keys: Iterable<string>, sent: 0 | 1): void => {
    for (const key of keys) {
      store.run(
        `INSERT INTO label_studio_tasks (project, key, sent) VALUES (?, ?, ?)
         ON CONFLICT (project, key) DO UPDATE SET sent = excluded.sent`,
        project,
        key,
        sent,
      );
    }
  };
  const close = (): void => store.close();
  return {
    isCertain: (project) =>
      store.get('SELECT 1 FROM label_studio_projects WHERE project = ?', project) !== undefined &&
      store.get('SELECT 1 FROM label_studio_tasks WHERE project = ? AND sent = 0', project) === undefined,
    has: (project, key) =>
      store.get('SELECT 1 FROM label_studio_tasks WHERE project = ? AND key = ?', project, key) !== undefined,
    sending: (project, keys) => store.transaction(() => put(project, keys, 0)),
    sent: (project, keys) => store.transaction(() => put(project, keys, 1)),
    withdraw: (project, keys) =>
      store.transaction(() => {
        for (const key of keys) store.run('DELETE FROM label_studio_tasks WHERE project = ? AND key = ?', project, key);
      }),
    replace: (project, keys) =>
      store.transaction(() => {
        store.run('DELETE FROM label_studio_tasks WHERE project = ?', project);
        put(project, keys, 1);
        store.run('INSERT INTO label_studio_projects (project) VALUES (?) ON CONFLICT DO NOTHING', project);
      }),
    close,
    [Symbol.dispose]: close,
  };
}
