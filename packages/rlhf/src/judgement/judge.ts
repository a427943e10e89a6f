import type { JudgedInteraction } from '@tuneloop/protocol';
import { currentChoices, currentRatings, type CurrentRating } from './current.ts';
import { majority, type JudgementPolicy } from './policy.ts';
import { comparisonOutcomes, verdictOf, type ComparisonOutcome, type Verdict } from './verdict.ts';

/** What all that was said of an interaction comes to. */
export interface Judgement {
  /** By ratings alone. */
  rated: Verdict;
  /** By ratings, or where those say nothing, by the comparisons that it was a draft of. */
  verdict: Verdict | 'tie' | 'both-bad';
  outcomes: Map<string, ComparisonOutcome>;
  /** The answer as it should have been, each different text once, the latest last. */
  corrections: string[];
  ratings: CurrentRating[];
}

export function judge({ interaction, ratings, choices }: JudgedInteraction, policy: JudgementPolicy): Judgement {
  const current = currentRatings(ratings);
  const rated = verdictOf(current, policy);
  const outcomes = choices.length === 0 ? noOutcomes : comparisonOutcomes(currentChoices(choices), policy);
  return {
    rated,
    verdict: rated === 'no-rating' ? comparedVerdict(interaction.id, outcomes) : rated,
    outcomes,
    corrections: correctionsOf(current),
    ratings: current,
  };
}

const noOutcomes = new Map<string, ComparisonOutcome>();

function correctionsOf(ratings: readonly CurrentRating[]): string[] {
  const corrected = ratings.filter((rating) => rating.correction !== undefined && rating.correction.trim() !== '');
  corrected.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.author < b.author ? -1 : 1));
  return [...new Set(corrected.map((rating) => rating.correction!))];
}

function comparedVerdict(id: string, outcomes: ReadonlyMap<string, ComparisonOutcome>): Judgement['verdict'] {
  if (outcomes.size === 0) return 'no-rating';
  const verdicts = [...outcomes.values()].map((outcome) => {
    if (outcome === `preferred:${id}`) return 'good';
    return outcome.startsWith('preferred:') ? 'bad' : (outcome as Judgement['verdict']);
  });
  return majority(verdicts, { goodScore: 4, badScore: 2, minAuthors: 1, minAgreement: 0 });
}

/**
 * How good the answer was, from −1 to 1: the mean of what each author says (a thumb is 1 or −1, a score of 1 to 5 lies
 * between) and of what each comparison came to (1 for the preferred draft, −1 for the others, 0 for a tie). `undefined`
 * where nobody said anything.
 */
export function rewardOf(id: string, { ratings, outcomes }: Judgement): number | undefined {
  const rewards: number[] = [];
  for (const { thumb, score } of ratings) {
    const said = [];
    if (thumb !== undefined) said.push(thumb === 'up' ? 1 : -1);
    if (score !== undefined) said.push((score - 3) / 2);
    if (said.length > 0) rewards.push(mean(said));
  }
  for (const outcome of outcomes.values()) {
    if (outcome.startsWith('preferred:')) rewards.push(outcome === `preferred:${id}` ? 1 : -1);
    else if (outcome === 'tie') rewards.push(0);
    else if (outcome === 'both-bad') rewards.push(-1);
  }
  return rewards.length === 0 ? undefined : mean(rewards);
}

/** The mean of the authors' scores, 1 to 5; a thumb alone counts as 5 or 1. */
export function scoreOf({ ratings }: Judgement): number | undefined {
  const scores = ratings
    .map(({ score, thumb }) => score ?? (thumb && (thumb === 'up' ? 5 : 1)))
    .filter((score) => score !== undefined);
  return scores.length === 0 ? undefined : mean(scores);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
