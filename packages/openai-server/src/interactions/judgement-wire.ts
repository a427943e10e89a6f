import type { ComparisonChoice, Rating, RatingSource } from '@tuneloop/protocol';
import { secondsOf } from './seconds-of.ts';

/** A rating; what it says nothing about is `null`. */
export interface RatingWire {
  id: string;
  object: 'rating';
  interaction_id: string;
  created_at: number;
  author: string;
  source: RatingSource;
  thumb: 'up' | 'down' | null;
  score: number | null;
  comment: string | null;
  tags: string[] | null;
  correction: string | null;
  steps: boolean[] | null;
  /** Which of these fields take back what the same author said before. */
  withdrawn: string[];
}

/** Which draft somebody prefers. */
export interface ChoiceWire {
  id: string;
  object: 'comparison.choice';
  comparison_id: string;
  created_at: number;
  author: string;
  source: RatingSource;
  outcome: 'preferred' | 'tie' | 'both_bad' | 'withdrawn';
  /** Id of the draft's interaction, with `preferred`. */
  preferred: string | null;
  comment: string | null;
}

const fields = ['thumb', 'score', 'comment', 'tags', 'correction', 'steps'] as const;

export function encodeRating(rating: Rating): RatingWire {
  return {
    id: rating.id,
    object: 'rating',
    interaction_id: rating.interaction,
    created_at: secondsOf(rating.time),
    author: rating.author,
    source: rating.source,
    thumb: rating.thumb ?? null,
    score: rating.score ?? null,
    comment: rating.comment ?? null,
    tags: rating.tags ?? null,
    correction: rating.correction ?? null,
    steps: rating.steps ?? null,
    withdrawn: fields.filter((field) => rating[field] === null),
  };
}

export function encodeChoice(choice: ComparisonChoice): ChoiceWire {
  return {
    id: choice.id,
    object: 'comparison.choice',
    comparison_id: choice.comparison,
    created_at: secondsOf(choice.time),
    author: choice.author,
    source: choice.source,
    outcome: choice.outcome === 'both-bad' ? 'both_bad' : choice.outcome,
    preferred: choice.preferred ?? null,
    comment: choice.comment ?? null,
  };
}
