import { hash } from 'node:crypto';
import type { ScoreV3 } from '@langfuse/core';
import type { Rating, RatingValue } from '@tuneloop/protocol';

/** Which scores are thumbs and which are marks from 1 to 5, by name: numbers and truths alone do not say. */
export interface ScoreNames {
  thumb: string;
  score: string;
}

/** Why a score says nothing to the log. */
export type ScoreIgnored =
  /** It came from here. */
  | 'ours'
  /** An evaluator of Langfuse gave it, not a person. */
  | 'evaluator'
  /** It is about a session or a run. */
  | 'no-answer'
  /** No thumb and no mark by its name, or a mark outside 1 to 5. */
  | 'no-rating'
  /** Langfuse has no observation of ours there, or the log has no such interaction, or no more. */
  | 'unknown';

const longestTag = 100;
const longestComment = 100_000;

/** What a score says as a rating: one of its kind, with its comment. */
export function ratingValueOf(score: ScoreV3, names: ScoreNames): RatingValue | undefined {
  const value = valueOf(score, names);
  if (!value) return undefined;
  const { comment } = score;
  return { ...value, ...(comment && !value.comment && { comment: comment.slice(0, longestComment) }) };
}

function valueOf(score: ScoreV3, names: ScoreNames): RatingValue | undefined {
  const { name, dataType, value } = score;
  switch (dataType) {
    case 'BOOLEAN':
      return name === names.thumb ? { thumb: value ? 'up' : 'down' } : undefined;
    case 'NUMERIC':
      return name === names.score && value >= 1 && value <= 5 ? { score: value } : undefined;
    case 'CATEGORICAL':
      return { tags: [`${name}=${value}`.slice(0, longestTag)] };
    case 'TEXT':
      return value === '' ? undefined : { comment: value };
    case 'CORRECTION':
      return value === '' ? undefined : { correction: value };
  }
}

/**
 * The rating that a score is. Its id follows from what the score says, so that the same score is the same rating, and one that
 * somebody has changed is another.
 */
export function ratingOfScore(score: ScoreV3, interaction: string, value: RatingValue): Rating {
  const { id, authorUserId, updatedAt, metadata } = score;
  const key = hash('sha256', JSON.stringify([id, interaction, value]), 'hex').slice(0, 32);
  const named = metadata?.['author'];
  return {
    id: `langfuse-${key}`,
    interaction,
    time: new Date(updatedAt).toISOString(),
    author: authorUserId ?? (typeof named === 'string' ? named : 'langfuse'),
    source: 'langfuse',
    ...value,
  };
}
