import { rmSync } from 'node:fs';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { openStore, type Store } from '@tuneloop/store';
import { catchUp, type CatchUpOptions, type UnreadableLine } from './catch-up.ts';
import { IndexTables } from './index-tables.ts';
import { indexMigrations, wordMigrations } from './migrations.ts';

export interface LogIndexOptions {
  /** Of the log. */
  folder: string;
  /** Of the SQLite file. */
  path: string;
  /** Told of lines that are met and cannot be read. */
  onUnreadable?: ((lines: UnreadableLine[]) => void) | undefined;
}

/** What a broken index says; one of these is thrown away and made anew. */
const broken = new Set(['corrupt', 'newer-schema', 'edited-migration']);

/** Answers questions about a log. It holds nothing of its own: it is read from the log and may be deleted at any time. */
export class LogIndex {
  readonly #options: LogIndexOptions;
  #tables: IndexTables | undefined;
  /** One piece of work comes after another. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: LogIndexOptions) {
    this.#options = options;
  }

  /** Whether somebody waits for what is being done. */
  get isWaitedFor(): boolean {
    return this.#waiting > 0;
  }

  /**
   * What `question` says of the tables once everything is in them that was written before the call. Errors:
   * `STORE_FAILED`, `ABORTED`.
   */
  ask<T>(question: (tables: IndexTables) => T, options: CatchUpOptions = {}): Promise<T> {
    return this.#inTurn(() =>
      this.#mended(async (tables) => {
        await this.#catchUp(tables, options);
        return question(tables);
      }),
    );
  }

  /** Reads the whole log anew. Errors: as `ask`. */
  rebuild(options: CatchUpOptions = {}): Promise<void> {
    return this.#inTurn(() =>
      this.#mended(async (tables) => {
        throwIfAborted(options.signal);
        // In its place: the file may be another process's index too.
        tables.clear();
        await this.#catchUp(tables, options);
      }),
    );
  }

  /** When what was asked before has been answered. */
  close(): Promise<void> {
    return this.#inTurn(async () => this.#closeTables());
  }

  /** A broken index is thrown away, and the work done on a new one. */
  async #mended<T>(work: (tables: IndexTables) => Promise<T>): Promise<T> {
    try {
      return await work(this.#open());
    } catch (error) {
      if (!isBroken(error)) throw error;
      this.#discard();
      return work(this.#open());
    }
  }

  #open(): IndexTables {
    this.#tables ??= openTables(this.#options.path);
    return this.#tables;
  }

  async #catchUp(tables: IndexTables, options: CatchUpOptions): Promise<void> {
    const unreadable = await catchUp(tables, this.#options.folder, options);
    if (unreadable.length > 0) this.#options.onUnreadable?.(unreadable);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const before = this.#last;
    const result = before.then(() => {
      this.#waiting--;
      return work();
    });
    this.#last = result.catch(() => {});
    return result;
  }

  #closeTables(): void {
    this.#tables?.store.close();
    this.#tables = undefined;
  }

  #discard(): void {
    this.#closeTables();
    const { path } = this.#options;
    for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
  }
}

function isBroken(error: unknown): boolean {
  return TuneloopError.isInstance(error) && broken.has(String(error.details['reason']));
}

function openTables(path: string): IndexTables {
  const store = openStore({ path });
  try {
    // What was deleted is overwritten, not just left behind.
    store.get('PRAGMA secure_delete = ON');
    store.migrate('log', indexMigrations);
    return new IndexTables(store, makeWords(store));
  } catch (error) {
    store.close();
    throw error;
  }
}

/** False where Node's SQLite is built without FTS5. */
function makeWords(store: Store): boolean {
  if (!store.get("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'")) return false;
  store.migrate('words', wordMigrations);
  return true;
}
