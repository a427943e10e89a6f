import { TuneloopError } from '@tuneloop/protocol';
import { openStore, type Store } from '@tuneloop/store';

/** Held until `release` or the end of the process, however that comes. */
export interface FileLock {
  release(): void;
}

/**
 * Opening and closing a file drops all of a process's POSIX locks on it, so what this process holds must not be tried
 * again.
 */
const held = new Set<string>();

/**
 * Takes a lock between processes, or nothing when somebody has it. It is SQLite's lock on a small file, which the
 * operating system lets go when a process ends: there are no stale locks, and no ids of processes, which containers do
 * not share.
 *
 * Errors: `STORE_FAILED`.
 */
export function tryLock(path: string): FileLock | undefined {
  if (held.has(path)) return undefined;
  const store = openLocked(path);
  if (!store) return undefined;
  held.add(path);
  return {
    release: () => {
      if (held.delete(path)) store.close();
    },
  };
}

function openLocked(path: string): Store | undefined {
  let store: Store | undefined;
  try {
    store = openStore({ path, busyTimeoutMs: 0 });
    store.get('PRAGMA locking_mode = EXCLUSIVE');
    // The first write takes the lock, and in this mode it is kept.
    store.run('PRAGMA user_version = 1');
    return store;
  } catch (error) {
    store?.close();
    if (TuneloopError.isInstance(error) && error.details['reason'] === 'locked') return undefined;
    throw error;
  }
}
