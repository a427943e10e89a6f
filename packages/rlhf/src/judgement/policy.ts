import { z } from 'zod';

/** From when on an answer counts as good or bad, and how sure its judges must be. */
export interface JudgementPolicy {
  /** Scores from here up are good. */
  goodScore: number;
  /** Scores up to here are bad. */
  badScore: number;
  /** Fewer authors decide nothing. */
  minAuthors: number;
  /** The share of authors, 0 to 1, that must agree; more than half is needed in any case. */
  minAgreement: number;
}

/** The policy's fields of a larger schema, with their defaults. */
export const judgementPolicyShape: { [Field in keyof JudgementPolicy]: z.ZodDefault<z.ZodNumber> } = {
  goodScore: z.number().min(1).max(5).default(4),
  badScore: z.number().min(1).max(5).default(2),
  minAuthors: z.number().int().min(1).default(1),
  minAgreement: z.number().min(0).max(1).default(0),
};

/** What wins among votes, if anything does: more than half, and the policy's share, of enough authors. */
export function majority<T extends string>(
  votes: readonly T[],
  { minAuthors, minAgreement }: JudgementPolicy,
): T | 'too-few-authors' | 'disagreement' {
  if (votes.length < minAuthors) return 'too-few-authors';
  const counts = new Map<T, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  for (const [vote, count] of counts) {
    if (count * 2 > votes.length && count >= minAgreement * votes.length) return vote;
  }
  return 'disagreement';
}
