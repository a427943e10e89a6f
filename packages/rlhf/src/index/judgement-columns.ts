import type { Rating } from '@tuneloop/protocol';
import { currentJudgements } from '../judgement/current-judgement.ts';
import type { IndexTables } from './index-tables.ts';
import { ratingsOf } from './judgement-rows.ts';

/** Brings the columns by which interactions are found up to date with what is said of one of them. */
export function judgeInteraction(tables: IndexTables, id: string): void {
  const { store } = tables;
  const ratings: Rating[] = ratingsOf(tables, id);
  const compared = store.get(
    'SELECT 1 FROM log_drafts d JOIN log_choices c ON c.comparison = d.comparison WHERE d.interaction = ? LIMIT 1',
    id,
  );
  const judgements = currentJudgements(ratings);
  const scores = judgements.flatMap(({ score }) => score ?? []);
  const row = store.get(
    `UPDATE log_interactions SET up = ?, down = ?, corrected = ?, compared = ?, rated = ?, score = ?
      WHERE id = ? RETURNING sequence`,
    Number(judgements.some(({ thumb }) => thumb === 'up')),
    Number(judgements.some(({ thumb }) => thumb === 'down')),
    Number(judgements.some(({ correction }) => correction !== undefined)),
    Number(compared !== undefined),
    Number(judgements.length > 0),
    scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    id,
  );
  if (!row) return;
  const sequence = row['sequence'] as number;
  store.run('DELETE FROM log_tags WHERE sequence = ? AND rated = 1', sequence);
  for (const tag of new Set(judgements.flatMap(({ tags }) => tags ?? []))) {
    store.run('INSERT INTO log_tags (sequence, tag, rated) VALUES (?, ?, 1)', sequence, tag);
  }
}
