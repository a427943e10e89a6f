import { join } from 'node:path';
import { openStore, type Row } from '@tuneloop/store';

const tables = ['interactions', 'ratings', 'comparisons', 'choices', 'deletions', 'removed', 'unreadable'];

/** What an index says, without the numbers of rows, which depend on the order of reading. */
export function contentsOfIndex(folder: string): Record<string, Row[]> {
  using store = openStore({ path: join(folder, 'index.sqlite') });
  const plain = ({ sequence: _sequence, file: _file, ...row }: Row): Row => ({ ...row });
  const read = (sql: string): Row[] =>
    store
      .all(sql)
      .map(plain)
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const contents = tables.map((table) => [
    table,
    read(`SELECT t.*, f.name FROM log_${table} t JOIN log_files f ON f.file = t.file`),
  ]);
  return {
    ...(Object.fromEntries(contents) as Record<string, Row[]>),
    files: read('SELECT name, rank, inode, position, lines, last, mark FROM log_files'),
    drafts: read('SELECT * FROM log_drafts'),
    tags: read('SELECT i.id, t.tag, t.rated FROM log_tags t LEFT JOIN log_interactions i ON i.sequence = t.sequence'),
    adapters: read(
      'SELECT i.id, a.adapter FROM log_adapters a LEFT JOIN log_interactions i ON i.sequence = a.sequence',
    ),
    words: read('SELECT i.id FROM words_interactions w LEFT JOIN log_interactions i ON i.sequence = w.rowid'),
    ratingWords: read('SELECT r.id FROM words_ratings w LEFT JOIN log_ratings r ON r.sequence = w.rowid'),
  };
}
