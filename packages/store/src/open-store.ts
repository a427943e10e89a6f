import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { createSqliteStore } from './sqlite-store.ts';
import { loadSqlite } from './sqlite-module.ts';
import { explainSqliteError, storeError } from './store-error.ts';
import type { Store } from './store.ts';

export interface OpenStoreOptions {
  /** Of the database's file; it and its folder are made when they are missing. */
  path: string;
  /** How long a write waits for another program's, in ms. Default 5000. */
  busyTimeoutMs?: number | undefined;
}

const memory = ':memory:';

/**
 * Opens one SQLite file, for this process and others at the same time, on a local disk (WAL mode shares memory between
 * processes, which network file systems cannot).
 *
 * `synchronous=NORMAL`: what a call has written survives a crash or `kill -9` of the process, and the file is never
 * corrupt. Only a power failure may take the last moments back; `FULL` would wait for the disk at every write, and the
 * whole process with it, since calls are synchronous.
 *
 * Only its owner can read a file that is made here.
 *
 * Errors: `STORE_FAILED` with `details.reason`: `corrupt`, `locked`, `read-only`, `not-openable`; `INVALID_REQUEST`.
 */
export function openStore({ path, busyTimeoutMs = 5000 }: OpenStoreOptions): Store {
  if (path === '' || !Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0 || busyTimeoutMs > 2 ** 31 - 1) {
    const message = `openStore: path must not be empty and busyTimeoutMs must be a whole number from 0 up, not ${busyTimeoutMs}.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const file = resolve(path);
  makeFile(file);
  return open(file, busyTimeoutMs);
}

/** A store that is gone when it is closed, for tests. */
export function openMemoryStore(): Store {
  return open(memory, 0);
}

function open(path: string, busyTimeoutMs: number): Store {
  const { DatabaseSync } = loadSqlite();
  try {
    const database = new DatabaseSync(path);
    try {
      database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      if (path !== memory) database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      // Reads the header: what is no database fails here and not at the first use.
      database.prepare('PRAGMA schema_version').get();
      return createSqliteStore(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw explainSqliteError(error, path);
  }
}

function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives the files beside it (-wal, -shm) the same mode.
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isReadOnly = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
    throw storeError(isReadOnly ? 'read-only' : 'not-openable', path, { cause: error });
  }
}
