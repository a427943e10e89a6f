import type { IndexTables, RecordKind } from './index-tables.ts';
import { judgeInteraction } from './judgement-columns.ts';

/** Remembers that a record's lines, in `file` and wherever else it stands, are to go with the next compaction. */
export function tombstone({ store }: IndexTables, kind: RecordKind, id: string, file: number): void {
  store.run('INSERT OR IGNORE INTO log_removed (kind, id, file) VALUES (?, ?, ?)', kind, id, file);
  const sql = 'INSERT OR IGNORE INTO log_removed SELECT kind, id, file FROM log_duplicates WHERE kind = ? AND id = ?';
  store.run(sql, kind, id);
}

/** Also of what will be read later: an interaction that a deletion names may come after it. */
export function isRemoved(tables: IndexTables, kind: 'interaction' | 'comparison', id: string): boolean {
  if (!tables.hasDeletions) return false;
  const { store } = tables;
  if (store.get('SELECT 1 FROM log_removed WHERE kind = ? AND id = ? LIMIT 1', kind, id)) return true;
  if (kind === 'comparison') return false;
  return store.get('SELECT 1 FROM log_deletions WHERE interaction = ? LIMIT 1', id) !== undefined;
}

/** Takes out an interaction, whose line stands in `file`, with what was said of it. */
export function removeInteraction(tables: IndexTables, id: string, file: number): void {
  const { store } = tables;
  tombstone(tables, 'interaction', id, file);
  const row = store.get('SELECT sequence, file FROM log_interactions WHERE id = ?', id);
  if (row) {
    tombstone(tables, 'interaction', id, row['file'] as number);
    tables.drop('interaction', row['sequence'] as number, id);
  }
  removeJudgements(tables, id);
}

/** Takes out what was said of an interaction, which may be gone itself already: a compaction was ended half way. */
export function removeJudgements(tables: IndexTables, id: string): void {
  const { store } = tables;
  for (const rating of store.all('SELECT sequence, id, file FROM log_ratings WHERE interaction = ?', id)) {
    tombstone(tables, 'rating', rating['id'] as string, rating['file'] as number);
    tables.drop('rating', rating['sequence'] as number, rating['id'] as string);
  }
  const comparisons = store.all(
    'SELECT c.id, c.file FROM log_drafts d JOIN log_comparisons c ON c.id = d.comparison WHERE d.interaction = ?',
    id,
  );
  for (const comparison of comparisons)
    removeComparison(tables, comparison['id'] as string, comparison['file'] as number);
}

/** Takes out a comparison, whose line stands in `file`, with its choices: without a draft they say nothing. */
export function removeComparison(tables: IndexTables, id: string, file: number): void {
  const { store } = tables;
  tombstone(tables, 'comparison', id, file);
  const drafts = store.all('SELECT interaction FROM log_drafts WHERE comparison = ?', id);
  const row = store.get('SELECT sequence FROM log_comparisons WHERE id = ?', id);
  if (row) tables.drop('comparison', row['sequence'] as number, id);
  for (const choice of store.all('SELECT sequence, id, file FROM log_choices WHERE comparison = ?', id)) {
    tombstone(tables, 'choice', choice['id'] as string, choice['file'] as number);
    tables.drop('choice', choice['sequence'] as number, choice['id'] as string);
  }
  for (const { interaction } of drafts) judgeInteraction(tables, interaction as string);
}
