import type { ComparisonChoice, Rating, RatingValue } from '@tuneloop/protocol';

/** What one author thinks of an interaction now. */
export type CurrentRating = { author: string; time: string } & {
  [Field in keyof RatingValue]: NonNullable<RatingValue[Field]>;
};

const fields = ['thumb', 'score', 'comment', 'tags', 'correction', 'steps'] as const;

/**
 * The ratings of one interaction (the oldest first), merged to one for each author: of each field the last value counts,
 * and `null` takes it back. Authors of whom nothing is left are left out; the others keep the order of their first rating.
 */
export function currentRatings(ratings: readonly Rating[]): CurrentRating[] {
  const byAuthor = new Map<string, Record<string, unknown>>();
  for (const rating of ratings) {
    let current = byAuthor.get(rating.author);
    if (!current) byAuthor.set(rating.author, (current = { author: rating.author }));
    current['time'] = rating.time;
    for (const field of fields) {
      const value = rating[field];
      if (value === null) delete current[field];
      else if (value !== undefined) current[field] = value;
    }
  }
  return [...byAuthor.values()].filter((current) => fields.some((field) => field in current)) as CurrentRating[];
}

/** Of several choices of one author on one comparison the last one, unless that takes them back. */
export function currentChoices(choices: readonly ComparisonChoice[]): ComparisonChoice[] {
  const latest = new Map<string, ComparisonChoice>();
  for (const choice of choices) latest.set(JSON.stringify([choice.comparison, choice.author]), choice);
  return [...latest.values()].filter(({ outcome }) => outcome !== 'withdrawn');
}
