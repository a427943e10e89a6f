import { TuneloopError } from '@tuneloop/protocol';
import type { Store } from '@tuneloop/store';

export interface MortalStore {
  store: Store;
  isDead(): boolean;
}

/**
 * A store as a process has it that is killed at its write number `writes`, counted from 0: that write and what its
 * transaction has written are lost, and nothing else gets through.
 */
export function mortalStore(store: Store, writes: number): MortalStore {
  let left = writes;
  const alive = (): void => {
    if (left < 0) throw new TuneloopError('STORE_FAILED', 'The process is dead.');
  };
  return {
    isDead: () => left < 0,
    store: {
      ...store,
      transaction: (work) => {
        alive();
        return store.transaction(work);
      },
      run: (sql, ...values) => {
        left -= 1;
        alive();
        return store.run(sql, ...values);
      },
      get: (sql, ...values) => {
        alive();
        return store.get(sql, ...values);
      },
      all: (sql, ...values) => {
        alive();
        return store.all(sql, ...values);
      },
    },
  };
}
