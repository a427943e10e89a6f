import type { ComparisonChoice } from '@tuneloop/protocol';
import type { CurrentRating } from './current.ts';
import { majority, type JudgementPolicy } from './policy.ts';

/** Why nothing was decided. */
export type Undecided = 'no-rating' | 'too-few-authors' | 'neutral' | 'disagreement' | 'tie' | 'both-bad';

export type Verdict = 'good' | 'bad' | Exclude<Undecided, 'tie' | 'both-bad'>;

/** `preferred:ID` names the draft that won. */
export type ComparisonOutcome = `preferred:${string}` | Exclude<Undecided, 'no-rating' | 'neutral'>;

type Vote = 'good' | 'bad' | 'neutral' | 'disagreement';

/** What an author's thumb and score say together; a comment or tags alone say nothing. */
function voteOf({ thumb, score }: CurrentRating, { goodScore, badScore }: JudgementPolicy): Vote | undefined {
  const byThumb = thumb && (thumb === 'up' ? 'good' : 'bad');
  if (score === undefined) return byThumb;
  const byScore = score >= goodScore ? 'good' : score <= badScore ? 'bad' : 'neutral';
  if (byThumb === undefined || byThumb === byScore) return byScore;
  return byScore === 'neutral' ? byThumb : 'disagreement';
}

/** What the authors say of one answer, by majority. */
export function verdictOf(ratings: readonly CurrentRating[], policy: JudgementPolicy): Verdict {
  const votes = ratings.map((rating) => voteOf(rating, policy)).filter((vote) => vote !== undefined);
  return votes.length === 0 ? 'no-rating' : majority(votes, policy);
}

/** What the authors' current choices say, by majority, for each comparison. */
export function comparisonOutcomes(
  choices: readonly ComparisonChoice[],
  policy: JudgementPolicy,
): Map<string, ComparisonOutcome> {
  const votes = new Map<string, Exclude<ComparisonOutcome, 'too-few-authors' | 'disagreement'>[]>();
  for (const { comparison, outcome, preferred } of choices) {
    if (outcome === 'withdrawn') continue;
    const vote = outcome === 'preferred' ? (`preferred:${preferred ?? ''}` as const) : outcome;
    const cast = votes.get(comparison);
    if (cast) cast.push(vote);
    else votes.set(comparison, [vote]);
  }
  return new Map([...votes].map(([comparison, cast]) => [comparison, majority(cast, policy)]));
}
