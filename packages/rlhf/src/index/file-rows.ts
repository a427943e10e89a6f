import type { LogFile } from '../log/log-file.ts';
import { rankOf } from '../log/log-file.ts';
import type { IndexTables } from './index-tables.ts';
import { judgeInteraction } from './judgement-columns.ts';

/** How far a file has been read. */
export interface FileRow {
  file: number;
  /** Of the file that was read: another one may have taken its name since. */
  inode: string;
  /** In bytes. */
  position: number;
  /** Lines before `position`. */
  lines: number;
}

export function fileRow({ store }: IndexTables, { name }: LogFile): FileRow | undefined {
  const row = store.get('SELECT file, inode, position, lines FROM log_files WHERE name = ?', name);
  return row as FileRow | undefined;
}

export function addFile({ store }: IndexTables, file: LogFile, inode: string): FileRow {
  const sql = 'INSERT INTO log_files (name, rank, inode, position, lines) VALUES (?, ?, ?, 0, 0) RETURNING file';
  const row = store.get(sql, file.name, rankOf(file), inode)!;
  return { file: row['file'] as number, inode, position: 0, lines: 0 };
}

export function moveOn({ store }: IndexTables, { file, position, lines }: FileRow): void {
  store.run('UPDATE log_files SET position = ?, lines = ? WHERE file = ?', position, lines, file);
}

/** Takes out everything that was read from a file. */
export function forgetFile(tables: IndexTables, file: number): void {
  const { store } = tables;
  const about = new Set<unknown>();
  const rows = (sql: string): Record<string, unknown>[] => store.all(sql, file);
  const drafts =
    'SELECT d.interaction AS about FROM log_drafts d WHERE d.comparison IN (SELECT comparison FROM log_choices WHERE file = ?)';
  for (const row of rows(drafts)) about.add(row['about']);
  for (const row of rows('SELECT sequence, id, interaction AS about FROM log_ratings WHERE file = ?')) {
    about.add(row['about']);
    tables.drop('rating', row['sequence'] as number, row['id'] as string);
  }
  store.run('DELETE FROM log_choices WHERE file = ?', file);
  for (const row of rows('SELECT sequence, id FROM log_comparisons WHERE file = ?')) {
    const id = row['id'] as string;
    for (const draft of store.all('SELECT interaction FROM log_drafts WHERE comparison = ?', id)) {
      about.add(draft['interaction']);
    }
    tables.drop('comparison', row['sequence'] as number, id);
  }
  for (const row of rows('SELECT sequence, id FROM log_interactions WHERE file = ?')) {
    tables.drop('interaction', row['sequence'] as number, row['id'] as string);
  }
  for (const table of ['log_deletions', 'log_removed', 'log_duplicates', 'log_unreadable', 'log_files']) {
    store.run(`DELETE FROM ${table} WHERE file = ?`, file);
  }
  for (const id of about) judgeInteraction(tables, id as string);
}
