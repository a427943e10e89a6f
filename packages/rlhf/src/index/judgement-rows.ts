import type { ComparisonChoice, Rating } from '@tuneloop/protocol';
import type { Row } from '@tuneloop/store';
import type { IndexTables } from './index-tables.ts';

/** By time; what was said in the same ms, in the log's order. */
const order = 'ORDER BY r.time, f.rank, r.place';

/** All ratings of an interaction, the oldest first. */
export function ratingsOf({ store }: IndexTables, interaction: string): Rating[] {
  return store
    .all(
      `SELECT r.record FROM log_ratings r JOIN log_files f ON f.file = r.file WHERE r.interaction = ? ${order}`,
      interaction,
    )
    .map((row) => read(row) as Rating);
}

/** All choices of the comparisons that an interaction is a draft of, the oldest first. */
export function choicesAbout({ store }: IndexTables, interaction: string): ComparisonChoice[] {
  const sql = `SELECT r.record FROM log_drafts d JOIN log_choices r ON r.comparison = d.comparison
    JOIN log_files f ON f.file = r.file WHERE d.interaction = ? ${order}`;
  return store.all(sql, interaction).map((row) => read(row) as ComparisonChoice);
}

/** All choices of a comparison, the oldest first. */
export function choicesOf({ store }: IndexTables, comparison: string): ComparisonChoice[] {
  const sql = `SELECT r.record FROM log_choices r JOIN log_files f ON f.file = r.file WHERE r.comparison = ? ${order}`;
  return store.all(sql, comparison).map((row) => read(row) as ComparisonChoice);
}

/** The record of a row, as it stands in the log. */
export function read(row: Row): unknown {
  return JSON.parse(row['record'] as string);
}
