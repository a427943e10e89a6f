import { hash } from 'node:crypto';
import type { CreateScoreRequest } from '@langfuse/core';
import type { Comparison, ComparisonChoice, Rating } from '@tuneloop/protocol';
import { requestOf, spanIdOf, traceIdOf } from '../otel/trace-ids.ts';

/** What is to be done with a score: written (the same id replaces it), or removed. */
export type ScoreChange = { set: CreateScoreRequest & { id: string } } | { remove: string };

/** By these, scores of ours are known again when they are pulled. */
export const scoreIdPrefix = 'tuneloop-';

const longestText = 500;

/**
 * What a rating says, as scores of the answer's observation: `thumb` (boolean), `score` (1 to 5), `tags` (a category),
 * `steps` (the share of right ones), `output` (a correction) and, where nothing else says it, `comment` (a text). A person has one
 * of each for an answer; who thinks otherwise later replaces it.
 */
export function scoresOfRating(rating: Rating): ScoreChange[] {
  const { interaction, author, source, thumb, score, tags, steps, correction, comment } = rating;
  const id = (name: string): string => scoreId(['rating', interaction, author, name]);
  const about = {
    ...subjectOf(interaction),
    ...(typeof comment === 'string' && { comment }),
    metadata: { author, source, interaction, rating: rating.id },
  };
  const changes: ScoreChange[] = [];
  const say = <T>(
    name: string,
    value: T | null | undefined,
    told: (value: T) => Pick<CreateScoreRequest, 'value' | 'dataType'>,
  ): void => {
    if (value === null) changes.push({ remove: id(name) });
    else if (value !== undefined) changes.push({ set: { id: id(name), name, ...about, ...told(value) } });
  };
  say('thumb', thumb, (value) => ({ value: value === 'up' ? 1 : 0, dataType: 'BOOLEAN' }));
  say('score', score, (value) => ({ value, dataType: 'NUMERIC' }));
  say('tags', tags?.length === 0 ? null : tags, (value) => ({
    value: value.toSorted().join(', '),
    dataType: 'CATEGORICAL',
  }));
  say('steps', steps?.length === 0 ? null : steps, (value) => ({
    value: value.filter(Boolean).length / value.length,
    dataType: 'NUMERIC',
  }));
  // The name under which Langfuse shows it beside the answer.
  say('output', correction, (value) => ({ value, dataType: 'CORRECTION' }));
  const isCarried = changes.some((change) => 'set' in change);
  if (comment === null || comment === '') changes.push({ remove: id('comment') });
  else if (!isCarried) say('comment', comment, (value) => ({ value: value.slice(0, longestText), dataType: 'TEXT' }));
  return changes;
}

/** What a choice says of each draft: `comparison`, one of `preferred`, `not preferred`, `tie`, `both bad`. */
export function scoresOfChoice(choice: ComparisonChoice, comparison: Comparison): ScoreChange[] {
  const { author, source, outcome, preferred, comment } = choice;
  return comparison.drafts.map((draft) => {
    const id = scoreId(['choice', comparison.id, draft, author]);
    if (outcome === 'withdrawn') return { remove: id };
    const ofPair = draft === preferred ? 'preferred' : 'not preferred';
    const value = outcome === 'preferred' ? ofPair : outcome.replace('-', ' ');
    return {
      set: {
        id,
        name: 'comparison',
        value,
        dataType: 'CATEGORICAL',
        ...subjectOf(draft),
        ...(comment !== undefined && { comment }),
        metadata: { author, source, interaction: draft, comparison: comparison.id, choice: choice.id },
      },
    };
  });
}

function subjectOf(interaction: string): { traceId: string; observationId: string } {
  return { traceId: traceIdOf(requestOf(interaction)), observationId: spanIdOf({ interaction }) };
}

function scoreId(parts: string[]): string {
  return `${scoreIdPrefix}${hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32)}`;
}
