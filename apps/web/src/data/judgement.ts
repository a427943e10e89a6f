import type { Schemas } from '../api/client.ts';

type Rating = Schemas['Rating'];

/** What is thought of an interaction now: of each author the last word on each field. */
export interface Judgement {
  up: number;
  down: number;
  /** The mean, 1 to 5. */
  score: number | undefined;
  corrected: boolean;
  tags: readonly string[];
}

const fields = ['thumb', 'score', 'correction', 'tags'] as const;

export function judgementOf(ratings: readonly Rating[]): Judgement {
  const authors = new Map<string, Partial<Rating>>();
  for (const rating of ratings) {
    const current: Partial<Rating> = { ...authors.get(rating.author) };
    for (const field of fields) {
      if (rating.withdrawn.includes(field)) delete current[field];
      else if (rating[field] !== null) Object.assign(current, { [field]: rating[field] });
    }
    authors.set(rating.author, current);
  }
  const words = [...authors.values()];
  const scores = words.flatMap(({ score }) => score ?? []);
  return {
    up: words.filter(({ thumb }) => thumb === 'up').length,
    down: words.filter(({ thumb }) => thumb === 'down').length,
    score: scores.length === 0 ? undefined : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    corrected: words.some(({ correction }) => correction !== undefined),
    tags: [...new Set(words.flatMap(({ tags }) => tags ?? []))],
  };
}
