import { rankOf, type LogFile } from '../log/log-file.ts';
import type { IndexTables, RecordKind } from './index-tables.ts';
import { judgeInteraction } from './judgement-columns.ts';

/** How far a file has been read. */
export interface FileRow {
  file: number;
  /** Of the file that was read: another one may have taken its name since. */
  inode: string;
  /** When it was last written to, in ns since 1970, as it was seen then. */
  changed: string;
  /** In bytes. */
  position: number;
  /** Lines before `position`. */
  lines: number;
  /** Where the last of them begins, in bytes. */
  last: number;
  /** What that line begins with, hashed: numbers of inodes are given again. */
  mark: string;
}

export function fileRow({ store }: IndexTables, { name }: LogFile): FileRow | undefined {
  const sql = 'SELECT file, inode, changed, position, lines, last, mark FROM log_files WHERE name = ?';
  return store.get(sql, name) as FileRow | undefined;
}

export function addFile({ store }: IndexTables, file: LogFile, inode: string): FileRow {
  const sql = `INSERT INTO log_files (name, rank, inode, changed, position, lines, last, mark)
    VALUES (?, ?, ?, '', 0, 0, 0, '') RETURNING file`;
  const row = store.get(sql, file.name, rankOf(file), inode)!;
  return { file: row['file'] as number, inode, changed: '', position: 0, lines: 0, last: 0, mark: '' };
}

export function moveOn({ store }: IndexTables, { file, changed, position, lines, last, mark }: FileRow): void {
  const sql = 'UPDATE log_files SET changed = ?, position = ?, lines = ?, last = ?, mark = ? WHERE file = ?';
  store.run(sql, changed, position, lines, last, mark, file);
}

/** Of each kind, the column that says which interaction or comparison a row is about. */
const aboutColumns = [
  ['rating', 'interaction'],
  ['choice', 'comparison'],
  ['comparison', 'id'],
  ['interaction', 'id'],
] as const satisfies readonly (readonly [RecordKind, string])[];

/**
 * Takes out what was read from a file, until `until` (as `performance.now()` counts); whether all of it is out, and the
 * file's own row with it.
 */
export function forgetFile(tables: IndexTables, file: number, until: number): boolean {
  const { store } = tables;
  for (const [kind, column] of aboutColumns) {
    for (;;) {
      const row = store.get(`SELECT sequence, id, ${column} AS about FROM log_${kind}s WHERE file = ? LIMIT 1`, file);
      if (!row) break;
      const about = row['about'] as string;
      const judged = kind === 'rating' ? [about] : kind === 'interaction' ? [] : draftsOf(tables, about);
      tables.drop(kind, row['sequence'] as number, row['id'] as string);
      for (const id of judged) judgeInteraction(tables, id);
      if (performance.now() >= until) return false;
    }
  }
  for (const table of ['log_deletions', 'log_removed', 'log_duplicates', 'log_unreadable', 'log_files']) {
    store.run(`DELETE FROM ${table} WHERE file = ?`, file);
  }
  tables.refresh();
  return true;
}

function draftsOf({ store }: IndexTables, comparison: string): string[] {
  const rows = store.all('SELECT interaction FROM log_drafts WHERE comparison = ?', comparison);
  return rows.map(({ interaction }) => interaction as string);
}
