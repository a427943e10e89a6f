import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { storeError } from './store-error.ts';

/**
 * One step of a component's schema. A component's list only ever grows: what was released is never edited, moved or
 * removed, since files exist that went through it.
 */
export interface Migration {
  /** For people, such as `add the column owner`. */
  name: string;
  /** One or more SQL statements. */
  sql: string;
}

const table = `CREATE TABLE IF NOT EXISTS store_migrations (
  component TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at TEXT NOT NULL,
  PRIMARY KEY (component, position)
) STRICT`;

/**
 * Brings a component's tables up to date; must run inside of a transaction, so that either all steps happen or none.
 *
 * Errors: `STORE_FAILED` with `details.reason` `newer-schema` (the file went through more steps than there are) or
 * `edited-migration` (through other ones).
 */
export function applyMigrations(
  database: DatabaseSync,
  path: string,
  component: string,
  migrations: readonly Migration[],
): void {
  database.exec(table);
  const applied = database
    .prepare('SELECT name, checksum FROM store_migrations WHERE component = ? ORDER BY position')
    .all(component);
  for (const [position, { name, checksum }] of applied.entries()) {
    const migration = migrations[position];
    if (!migration) throw storeError('newer-schema', path, { details: { component, migration: name } });
    if (checksumOf(migration) !== checksum) {
      throw storeError('edited-migration', path, { details: { component, migration: name } });
    }
  }
  const record = database.prepare(
    'INSERT INTO store_migrations (component, position, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)',
  );
  for (const [position, migration] of migrations.entries()) {
    if (position < applied.length) continue;
    database.exec(migration.sql);
    record.run(component, position, migration.name, checksumOf(migration), new Date().toISOString());
  }
}

/** White space apart, so that formatting the source changes nothing. */
function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql.trim().replaceAll(/\s+/g, ' ')).digest('hex');
}
