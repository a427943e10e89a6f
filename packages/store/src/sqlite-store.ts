import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { applyMigrations } from './migration.ts';
import { explainSqliteError } from './store-error.ts';
import type { SqlValue, Store } from './store.ts';

/** Statements that are kept prepared; the SQL of a program is a fixed set, which is smaller. */
const keptStatements = 200;

/** A store over an open database. */
export function createSqliteStore(database: DatabaseSync, path: string): Store {
  const statements = new Map<string, StatementSync>();
  let isInTransaction = false;
  let isClosed = false;

  const explained = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw explainSqliteError(error, path);
    }
  };

  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    if (statements.size >= keptStatements) statements.clear();
    statements.set(sql, statement);
    return statement;
  };

  const rollBack = (): void => {
    try {
      database.exec('ROLLBACK');
    } catch {
      // Some failures (a full disk) have rolled back already; what failed is told, not this.
    }
  };

  const transaction = <T>(work: () => T): T => {
    if (isInTransaction) return work();
    // IMMEDIATE: a transaction that began by reading could not wait for another writer, only fail.
    database.exec('BEGIN IMMEDIATE');
    isInTransaction = true;
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      rollBack();
      throw error;
    } finally {
      isInTransaction = false;
    }
  };

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    statements.clear();
    database.close();
  };

  return {
    path,
    migrate: (component, migrations) =>
      explained(() => transaction(() => applyMigrations(database, path, component, migrations))),
    transaction: (work) => explained(() => transaction(work)),
    run: (sql, ...values: SqlValue[]) => explained(() => Number(prepare(sql).run(...values).changes)),
    get: (sql, ...values: SqlValue[]) => explained(() => prepare(sql).get(...values)),
    all: (sql, ...values: SqlValue[]) => explained(() => prepare(sql).all(...values)),
    close: () => explained(close),
    [Symbol.dispose]: () => explained(close),
  };
}
