import type { Store } from '@tuneloop/store';

/** The kinds of records that have ids and rows of their own, in a table of that name: `log_interactions`, … */
export type RecordKind = 'interaction' | 'rating' | 'comparison' | 'choice';

const tableNames = [
  'files',
  'unreadable',
  'interactions',
  'adapters',
  'tags',
  'ratings',
  'comparisons',
  'drafts',
  'choices',
  'deletions',
  'removed',
  'duplicates',
];

/** The tables of an index. Whoever changes several of them does it in a transaction. */
export class IndexTables {
  readonly store: Store;
  /** Whether this SQLite has FTS5. */
  readonly hasWords: boolean;
  readonly #ranks = new Map<number, string>();
  #hasDeletions: boolean | undefined;

  constructor(store: Store, hasWords: boolean) {
    this.store = store;
    this.hasWords = hasWords;
  }

  /** The place of a file in the log's order. */
  rankOf(file: number): string {
    const known = this.#ranks.get(file);
    if (known !== undefined) return known;
    const rank = this.store.get('SELECT rank FROM log_files WHERE file = ?', file)?.['rank'] as string | undefined;
    // A file's number is never given to another one.
    if (rank !== undefined) this.#ranks.set(file, rank);
    return rank ?? '';
  }

  /** Whether anything was ever deleted: mostly not, and then nobody has to look for each record. */
  get hasDeletions(): boolean {
    this.#hasDeletions ??= this.store.get('SELECT 1 FROM log_deletions LIMIT 1') !== undefined;
    return this.#hasDeletions;
  }

  /** To be called where a transaction begins: another process may have changed the tables, and where a deletion came. */
  refresh(): void {
    this.#hasDeletions = undefined;
  }

  /** Takes everything out. */
  clear(): void {
    const { store } = this;
    store.transaction(() => {
      for (const table of tableNames) store.run(`DELETE FROM log_${table}`);
      if (!this.hasWords) return;
      for (const table of ['words_interactions', 'words_ratings']) {
        store.run(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`);
      }
    });
    this.refresh();
  }

  /** Takes one row out, with what hangs on it alone. */
  drop(kind: RecordKind, sequence: number, id: string): void {
    const { store } = this;
    store.run(`DELETE FROM log_${kind}s WHERE sequence = ?`, sequence);
    switch (kind) {
      case 'interaction':
        store.run('DELETE FROM log_adapters WHERE sequence = ?', sequence);
        store.run('DELETE FROM log_tags WHERE sequence = ?', sequence);
        if (this.hasWords) store.run('DELETE FROM words_interactions WHERE rowid = ?', sequence);
        return;
      case 'rating':
        if (this.hasWords) store.run('DELETE FROM words_ratings WHERE rowid = ?', sequence);
        return;
      case 'comparison':
        store.run('DELETE FROM log_drafts WHERE comparison = ?', id);
        return;
      case 'choice':
    }
  }
}
