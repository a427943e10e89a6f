import type { Comparison, ComparisonChoice, Deletion, Interaction, LogRecord, Rating } from '@tuneloop/protocol';
import type { IndexTables, RecordKind } from './index-tables.ts';
import { judgeInteraction } from './judgement-columns.ts';
import { isRemoved, removeComparison, removeInteraction, removeJudgements, tombstone } from './removal.ts';
import { indexedText, textOfInteraction } from './words.ts';

/** Where a record's line stands. */
export interface LinePlace {
  /** Of `log_files`. */
  file: number;
  offset: number;
  length: number;
}

/** Puts one record into the tables. Records may come in any order, and more than once: the first in the log counts. */
export function ingestRecord(tables: IndexTables, record: LogRecord, place: LinePlace): void {
  switch (record.type) {
    case 'interaction':
      return ingestInteraction(tables, record.interaction, place);
    case 'rating':
      return ingestRating(tables, record.rating, place);
    case 'comparison':
      return ingestComparison(tables, record.comparison, place);
    case 'choice':
      return ingestChoice(tables, record.choice, place);
    case 'deletion':
      return ingestDeletion(tables, record.deletion, place);
    case 'tool-call':
      return;
  }
}

function ingestInteraction(tables: IndexTables, interaction: Interaction, { file, offset, length }: LinePlace): void {
  const { store } = tables;
  const { id, conversation, owner = '', adapters } = interaction;
  const time = Date.parse(interaction.time);
  if (isDeleted(tables, { id, conversation, owner, time })) return removeInteraction(tables, id, file);
  if (!isFirst(tables, 'interaction', id, file, offset)) return;
  const row = store.get(
    `INSERT INTO log_interactions
      (id, file, place, length, time, request, step, choice, conversation, comparison, model, adapters, owner, failed)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence`,
    id,
    file,
    offset,
    length,
    time,
    interaction.request,
    interaction.step,
    interaction.choice,
    conversation ?? null,
    interaction.comparison ?? null,
    interaction.model,
    adapters.length,
    owner,
    Number(interaction.error !== undefined),
  );
  const sequence = row!['sequence'] as number;
  for (const adapter of adapters) addAdapter(tables, sequence, adapter.id);
  for (const tag of interaction.tags) {
    store.run('INSERT OR IGNORE INTO log_tags (sequence, tag, rated) VALUES (?, ?, 0)', sequence, tag);
  }
  if (tables.hasWords) {
    const text = textOfInteraction(interaction);
    if (text !== '')
      store.run('INSERT INTO words_interactions (rowid, text) VALUES (?, ?)', sequence, indexedText(text));
  }
  if (isSpokenOf(tables, id)) judgeInteraction(tables, id);
}

/** Whether something said of it was read before it: other processes write other files. */
function isSpokenOf({ store }: IndexTables, id: string): boolean {
  const sql = `SELECT EXISTS (SELECT 1 FROM log_ratings WHERE interaction = ?)
    OR EXISTS (SELECT 1 FROM log_drafts WHERE interaction = ?) AS found`;
  return store.get(sql, id, id)!['found'] === 1;
}

/** By its id and, without the version, by its name. */
function addAdapter({ store }: IndexTables, sequence: number, id: string): void {
  const at = id.lastIndexOf('@');
  for (const adapter of new Set([id, at > 0 ? id.slice(0, at) : id])) {
    store.run('INSERT OR IGNORE INTO log_adapters (sequence, adapter) VALUES (?, ?)', sequence, adapter);
  }
}

function ingestRating(tables: IndexTables, rating: Rating, { file, offset }: LinePlace): void {
  const { store } = tables;
  const { id, interaction, comment, correction } = rating;
  if (isRemoved(tables, 'interaction', interaction)) return tombstone(tables, 'rating', id, file);
  if (!isFirst(tables, 'rating', id, file, offset)) return;
  const row = store.get(
    `INSERT INTO log_ratings (id, file, place, interaction, time, record) VALUES (?, ?, ?, ?, ?, ?) RETURNING sequence`,
    id,
    file,
    offset,
    interaction,
    Date.parse(rating.time),
    JSON.stringify(rating),
  );
  const text = [comment, correction].filter((part) => part).join('\n');
  if (tables.hasWords && text !== '') {
    const sequence = row!['sequence'] as number;
    store.run('INSERT INTO words_ratings (rowid, text) VALUES (?, ?)', sequence, indexedText(text));
  }
  judgeInteraction(tables, interaction);
}

function ingestComparison(tables: IndexTables, comparison: Comparison, { file, offset }: LinePlace): void {
  const { store } = tables;
  const { id, drafts } = comparison;
  if (drafts.some((draft) => isRemoved(tables, 'interaction', draft))) return removeComparison(tables, id, file);
  if (!isFirst(tables, 'comparison', id, file, offset)) return;
  store.run(
    'INSERT INTO log_comparisons (id, file, place, time, owner, record) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    file,
    offset,
    Date.parse(comparison.time),
    comparison.owner ?? '',
    JSON.stringify(comparison),
  );
  for (const draft of drafts) {
    store.run('INSERT OR IGNORE INTO log_drafts (comparison, interaction) VALUES (?, ?)', id, draft);
    judgeInteraction(tables, draft);
  }
}

function ingestChoice(tables: IndexTables, choice: ComparisonChoice, { file, offset }: LinePlace): void {
  const { store } = tables;
  const { id, comparison } = choice;
  if (isRemoved(tables, 'comparison', comparison)) return tombstone(tables, 'choice', id, file);
  if (!isFirst(tables, 'choice', id, file, offset)) return;
  store.run(
    'INSERT INTO log_choices (id, file, place, comparison, time, record) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    file,
    offset,
    comparison,
    Date.parse(choice.time),
    JSON.stringify(choice),
  );
  for (const { interaction } of store.all('SELECT interaction FROM log_drafts WHERE comparison = ?', comparison)) {
    judgeInteraction(tables, interaction as string);
  }
}

function ingestDeletion(tables: IndexTables, deletion: Deletion, { file }: LinePlace): void {
  const { store } = tables;
  const { id, conversation, owner = '', interaction } = deletion;
  const time = Date.parse(deletion.time);
  store.run(
    'INSERT OR IGNORE INTO log_deletions (id, file, time, owner, conversation, interaction) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    file,
    time,
    owner,
    conversation ?? null,
    interaction ?? null,
  );
  tables.refresh();
  if (interaction !== undefined) {
    const found = store.get('SELECT file FROM log_interactions WHERE id = ?', interaction);
    if (found) removeInteraction(tables, interaction, found['file'] as number);
    else removeJudgements(tables, interaction);
  }
  if (conversation === undefined) return;
  const sql = 'SELECT id, file FROM log_interactions WHERE conversation = ? AND owner = ? AND time <= ?';
  for (const row of store.all(sql, conversation, owner, time)) {
    removeInteraction(tables, row['id'] as string, row['file'] as number);
  }
}

/** A conversation's deletion is of what was asked until then: its id may be used again. */
function isDeleted(
  tables: IndexTables,
  { id, conversation, owner, time }: { id: string; conversation: string | undefined; owner: string; time: number },
): boolean {
  if (!tables.hasDeletions) return false;
  const { store } = tables;
  if (store.get('SELECT 1 FROM log_deletions WHERE interaction = ? LIMIT 1', id)) return true;
  if (conversation === undefined) return false;
  const sql = 'SELECT 1 FROM log_deletions WHERE conversation = ? AND owner = ? AND time >= ? LIMIT 1';
  return store.get(sql, conversation, owner, time) !== undefined;
}

/**
 * Whether a record is to be taken: it is new, or stands before the one that is there, which then goes. So the tables hold
 * the same in whatever order files were read.
 */
function isFirst(tables: IndexTables, kind: RecordKind, id: string, file: number, offset: number): boolean {
  const { store } = tables;
  const known = store.get(`SELECT sequence, file, place FROM log_${kind}s WHERE id = ?`, id);
  if (!known) return true;
  const knownFile = known['file'] as number;
  const isEarlier =
    knownFile === file ? offset < (known['place'] as number) : tables.rankOf(file) < tables.rankOf(knownFile);
  if (isEarlier) tables.drop(kind, known['sequence'] as number, id);
  const sql = 'INSERT OR IGNORE INTO log_duplicates (kind, id, file) VALUES (?, ?, ?)';
  store.run(sql, kind, id, isEarlier ? knownFile : file);
  return isEarlier;
}
