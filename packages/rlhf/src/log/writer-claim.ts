import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { openStore, type Store } from '@tuneloop/store';

/** The right to write a log's files with this number, until `release` or the end of the process, however that comes. */
export interface WriterClaim {
  number: number;
  release(): void;
}

const maxWriters = 100;

/**
 * Opening and closing a file drops all of a process's POSIX locks on it, so what this process holds must not be tried
 * again.
 */
const held = new Set<string>();

/**
 * Takes the first number that no living process has. What holds it is SQLite's lock on a small file, which the operating
 * system lets go when a process ends: no stale locks, and no ids of processes, which containers do not share.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (more than 100 writers).
 */
export function claimWriter(folder: string): WriterClaim {
  for (let number = 1; number <= maxWriters; number++) {
    const path = join(folder, `writer-${number}.lock`);
    if (held.has(path)) continue;
    const store = lock(path);
    if (!store) continue;
    held.add(path);
    return {
      number,
      release: () => {
        if (!held.delete(path)) return;
        store.close();
      },
    };
  }
  const message = `More than ${maxWriters} programs write to the log ${folder}. Close some of them.`;
  throw new TuneloopError('RESOURCE_EXHAUSTED', message, { details: { folder } });
}

function lock(path: string): Store | undefined {
  let store: Store | undefined;
  try {
    store = openStore({ path, busyTimeoutMs: 0 });
    store.get('PRAGMA locking_mode = EXCLUSIVE');
    // The lock is taken by the first write and then kept.
    store.run('PRAGMA user_version = 1');
    return store;
  } catch (error) {
    store?.close();
    if (TuneloopError.isInstance(error) && error.details['reason'] === 'locked') return undefined;
    throw error;
  }
}
