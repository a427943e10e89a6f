import { rmSync } from 'node:fs';
import { TuneloopError } from '@tuneloop/protocol';
import { openMemoryStore, openStore, type Store } from '@tuneloop/store';
import { catchUp, type CatchUpOptions } from './catch-up.ts';
import { IndexTables } from './index-tables.ts';
import { indexMigrations, wordMigrations } from './migrations.ts';

export interface LogIndexOptions {
  folder: string;
  /** Path of the SQLite file, or `:memory:`. */
  path: string;
}

/** What a broken index says; one of these is thrown away and made anew. */
const broken = new Set(['corrupt', 'newer-schema', 'edited-migration']);

/** Answers questions about a log. It holds nothing of its own: it is read from the log and may be deleted at any time. */
export class LogIndex {
  readonly #options: LogIndexOptions;
  #tables: IndexTables | undefined;
  /** Reading is done one after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LogIndexOptions) {
    this.#options = options;
  }

  /** What `question` says of the tables once everything is in them that was written before the call. */
  async ask<T>(question: (tables: IndexTables) => T, options: CatchUpOptions = {}): Promise<T> {
    return this.#inTurn(async () => {
      try {
        return await this.#answer(question, options);
      } catch (error) {
        if (!isBroken(error)) throw error;
        this.#discard();
        return this.#answer(question, options);
      }
    });
  }

  async catchUp(options: CatchUpOptions = {}): Promise<void> {
    await this.ask(() => {}, options);
  }

  /** Reads the whole log anew. */
  async rebuild(options: CatchUpOptions = {}): Promise<void> {
    await this.#inTurn(async () => {
      this.#discard();
      await this.#answer(() => {}, options);
    });
  }

  close(): void {
    this.#tables?.store.close();
    this.#tables = undefined;
  }

  async #answer<T>(question: (tables: IndexTables) => T, options: CatchUpOptions): Promise<T> {
    this.#tables ??= openTables(this.#options.path);
    await catchUp(this.#tables, this.#options.folder, options);
    return question(this.#tables);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  #discard(): void {
    this.close();
    const { path } = this.#options;
    if (path === ':memory:') return;
    for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
  }
}

function isBroken(error: unknown): boolean {
  return TuneloopError.isInstance(error) && broken.has(String(error.details['reason']));
}

function openTables(path: string): IndexTables {
  const store = path === ':memory:' ? openMemoryStore() : openStore({ path });
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
