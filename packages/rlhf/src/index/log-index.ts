import { rmSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
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
  /** Whether words are indexed. By default where Node's SQLite has FTS5; without it a search reads the log itself. */
  words?: boolean | undefined;
  /** Told of lines that are met and cannot be read. */
  onUnreadable?: ((lines: UnreadableLine[]) => void) | undefined;
}

/** What a broken index says; one of these is thrown away and made anew. */
const broken = new Set(['corrupt', 'newer-schema', 'edited-migration', 'other-words']);

/** Between two slices of what nobody waits for, in ms. */
const restMs = 20;

/**
 * How long another process's transaction is waited for with the event loop held, and then without it, in ms. Making an
 * index of a million rows anew empties it in one transaction first.
 */
const busyTimeoutMs = 10;
const lockedDelayMs = 50;
const lockedTimeoutMs = 30_000;

/** Answers questions about a log. It holds nothing of its own: it is read from the log and may be deleted at any time. */
export class LogIndex {
  readonly #options: LogIndexOptions;
  #tables: IndexTables | undefined;
  /** One piece of work comes after another. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #endRest: (() => void) | undefined;
  #isClosed = false;

  constructor(options: LogIndexOptions) {
    this.#options = options;
  }

  /**
   * Leaves the event loop to others for a while, or just for a turn when somebody waits for what is being done. It keeps no
   * process alive, so that who comes to wait ends it: else a process with nothing else to do would end under them.
   */
  async rest(): Promise<void> {
    if (this.#waiting > 0) return nextTurn();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, restMs).unref();
    this.#endRest = resolve;
    await promise;
    clearTimeout(timer);
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
        await patiently(async () => tables.clear());
        await this.#catchUp(tables, options);
      }),
    );
  }

  /** When what was asked before has been answered. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closing = this.#inTurn(async () => this.#closeTables());
    this.#isClosed = true;
    await closing;
  }

  /** A broken index is thrown away, and the work done on a new one. */
  async #mended<T>(work: (tables: IndexTables) => Promise<T>): Promise<T> {
    try {
      return await work(await patiently(async () => this.#open()));
    } catch (error) {
      if (!isBroken(error)) throw error;
      this.#discard();
      return work(await patiently(async () => this.#open()));
    }
  }

  #open(): IndexTables {
    this.#tables ??= openTables(this.#options);
    return this.#tables;
  }

  async #catchUp(tables: IndexTables, options: CatchUpOptions): Promise<void> {
    const unreadable = await patiently(() => catchUp(tables, this.#options.folder, options));
    if (unreadable.length > 0) this.#options.onUnreadable?.(unreadable);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) {
      const message = `The log ${this.#options.folder} is closed.`;
      throw new TuneloopError('STORE_FAILED', message, { details: { reason: 'closed' } });
    }
    this.#waiting++;
    this.#endRest?.();
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

/** Does `work` again while another process is in its way; what it has done by then must stay right. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + lockedTimeoutMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isLocked = TuneloopError.isInstance(error) && error.details['reason'] === 'locked';
      if (!isLocked || performance.now() >= until) throw error;
    }
    await sleep(lockedDelayMs);
  }
}

function isBroken(error: unknown): boolean {
  return TuneloopError.isInstance(error) && broken.has(String(error.details['reason']));
}

function openTables({ path, words }: LogIndexOptions): IndexTables {
  const store = openStore({ path, busyTimeoutMs });
  try {
    // What was deleted is overwritten, not just left behind.
    store.get('PRAGMA secure_delete = ON');
    const hasWords = words ?? hasFullText(store);
    checkWords(store, hasWords);
    store.migrate('log', indexMigrations);
    if (hasWords) store.migrate('words', wordMigrations);
    return new IndexTables(store, hasWords);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Early releases of Node 22 build SQLite without FTS5. */
function hasFullText(store: Store): boolean {
  return store.get("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'") !== undefined;
}

/** An index that was kept by a Node without FTS5 lacks the words of what was written meanwhile. */
function checkWords(store: Store, hasWords: boolean): void {
  const wanted = hasWords ? 1 : 2;
  const found = store.get('PRAGMA user_version')!['user_version'];
  if (found === wanted) return;
  if (found !== 0) {
    const message = 'The index of the log was made by another version of Node.';
    throw new TuneloopError('STORE_FAILED', message, { details: { reason: 'other-words' } });
  }
  store.get(`PRAGMA user_version = ${wanted}`);
}
