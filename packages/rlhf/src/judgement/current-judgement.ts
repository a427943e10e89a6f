import type { ComparisonChoice, Rating, RatingSource } from '@tuneloop/protocol';

/** What one author thinks of an interaction now. */
export interface Judgement {
  author: string;
  /** Of the author's last rating. */
  source: RatingSource;
  /** Of the author's last rating; ISO 8601. */
  time: string;
  thumb?: 'up' | 'down' | undefined;
  score?: number | undefined;
  comment?: string | undefined;
  tags?: string[] | undefined;
  correction?: string | undefined;
  steps?: boolean[] | undefined;
}

const fields = ['thumb', 'score', 'comment', 'tags', 'correction', 'steps'] as const;

/**
 * What each author thinks now, in the order in which they first judged: what was said last counts, field by field; `null`
 * takes back, and who has taken back everything is left out.
 *
 * @param ratings of one interaction, the oldest first.
 */
export function currentJudgements(ratings: readonly Rating[]): Judgement[] {
  const byAuthor = new Map<string, Judgement>();
  for (const rating of ratings) {
    const { author, source, time } = rating;
    const said = fields
      .filter((field) => rating[field] !== undefined)
      .map((field) => [field, rating[field] ?? undefined]);
    byAuthor.set(author, { ...byAuthor.get(author), author, source, time, ...Object.fromEntries(said) });
  }
  return [...byAuthor.values()].filter((judgement) => fields.some((field) => judgement[field] !== undefined));
}

/**
 * The last choice of each author.
 *
 * @param choices of one comparison, the oldest first.
 */
export function currentChoices(choices: readonly ComparisonChoice[]): ComparisonChoice[] {
  return [...new Map(choices.map((choice) => [choice.author, choice])).values()];
}
