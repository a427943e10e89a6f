import { currentChoices, currentRatings } from '../judgement/current.ts';
import type { IndexTables } from './index-tables.ts';
import { choicesAbout, ratingsOf } from './judgement-rows.ts';

/** Brings the columns by which interactions are found up to date with what is said of one of them. */
export function judgeInteraction(tables: IndexTables, id: string): void {
  const { store } = tables;
  const ratings = currentRatings(ratingsOf(tables, id));
  const choices = currentChoices(choicesAbout(tables, id));
  const scores = ratings.flatMap(({ score }) => score ?? []);
  const row = store.get(
    `UPDATE log_interactions SET up = ?, down = ?, corrected = ?, compared = ?, rated = ?, score = ?
      WHERE id = ? RETURNING sequence`,
    Number(ratings.some(({ thumb }) => thumb === 'up')),
    Number(ratings.some(({ thumb }) => thumb === 'down')),
    Number(ratings.some(({ correction }) => correction !== undefined)),
    Number(choices.length > 0),
    Number(ratings.length > 0),
    scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    id,
  );
  if (!row) return;
  const sequence = row['sequence'] as number;
  store.run('DELETE FROM log_tags WHERE sequence = ? AND rated = 1', sequence);
  for (const tag of new Set(ratings.flatMap(({ tags }) => tags ?? []))) {
    store.run('INSERT INTO log_tags (sequence, tag, rated) VALUES (?, ?, 1)', sequence, tag);
  }
}
