import type { SQLInputValue } from 'node:sqlite';
import type { Migration } from './migration.ts';

/** What a statement takes and gives: text, numbers, bytes, `null`. Integers are safe ones. */
export type SqlValue = SQLInputValue;

/** By the names of the columns. */
export type Row = Record<string, SqlValue>;

/**
 * One SQLite database. Every call is synchronous and short: a write is a transaction of its own unless it stands in
 * `transaction`, and survives the end of the process, however that ends, once the call has returned.
 *
 * Errors of all: `STORE_FAILED` with `details.reason` (`locked`, `corrupt`, `read-only`, `closed`, …), `RESOURCE_EXHAUSTED`
 * when the disk is full.
 */
export interface Store extends Disposable {
  /** Absolute, or `:memory:`. */
  readonly path: string;
  /**
   * Makes the tables of `component` and brings them up to date. Its tables begin with its name, so that components that
   * share a file do not meet.
   *
   * Errors: `STORE_FAILED` with `details.reason` `newer-schema` or `edited-migration`.
   */
  migrate(component: string, migrations: readonly Migration[]): void;
  /** What `work` writes happens wholly or, when it throws, not at all. `work` is synchronous; nesting joins the outer one. */
  transaction<T>(work: () => T): T;
  /** Runs one statement and returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** The first row, if there is one. */
  get(sql: string, ...values: SqlValue[]): Row | undefined;
  all(sql: string, ...values: SqlValue[]): Row[];
  /** Also by `using`. Closing again does nothing. */
  close(): void;
}
