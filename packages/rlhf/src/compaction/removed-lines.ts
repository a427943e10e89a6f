import type { LogRecord } from '@tuneloop/protocol';
import type { IndexTables, RecordKind } from '../index/index-tables.ts';

/** A file of the log with lines that are to go. */
export interface FileWithRemoved {
  name: string;
  /** How many, as the index counts: a line that stands there twice counts once. */
  removed: number;
}

export function filesWithRemoved({ store }: IndexTables): FileWithRemoved[] {
  const sql = `SELECT f.name, count(*) AS removed FROM log_removed r JOIN log_files f ON f.file = r.file
    GROUP BY f.file ORDER BY f.rank`;
  return store.all(sql) as unknown as FileWithRemoved[];
}

/** Whether a record was deleted, itself or what it speaks of. */
export function isToGo({ store }: IndexTables, record: LogRecord): boolean {
  const named = idOf(record);
  if (!named) return false;
  return store.get('SELECT 1 FROM log_removed WHERE kind = ? AND id = ? LIMIT 1', named.kind, named.id) !== undefined;
}

function idOf(record: LogRecord): { kind: RecordKind; id: string } | undefined {
  switch (record.type) {
    case 'interaction':
      return { kind: 'interaction', id: record.interaction.id };
    case 'rating':
      return { kind: 'rating', id: record.rating.id };
    case 'comparison':
      return { kind: 'comparison', id: record.comparison.id };
    case 'choice':
      return { kind: 'choice', id: record.choice.id };
    case 'tool-call':
    case 'deletion':
      return undefined;
  }
}
