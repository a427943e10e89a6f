import type { Interaction } from './conversation-queries.ts';

/** What is thought of an answer. */
export interface Judgement {
  thumb: 'up' | 'down' | null;
  /** Stars, 1 to 5. */
  score: number | null;
  tags: readonly string[];
  comment: string;
  correction: string;
}

/** As the API takes it: what is left out stays, `null` is taken back. */
export interface JudgementChange {
  thumb?: 'up' | 'down' | null;
  score?: number | null;
  tags?: string[] | null;
  comment?: string | null;
  correction?: string | null;
}

export const noJudgement: Judgement = { thumb: null, score: null, tags: [], comment: '', correction: '' };

/** The last word on each of its sides. */
export function judgementOf(interaction: Pick<Interaction, 'ratings'> | undefined): Judgement {
  let judgement = noJudgement;
  for (const { thumb, score, tags, comment, correction, withdrawn } of interaction?.ratings ?? []) {
    judgement = {
      thumb: thumb ?? judgement.thumb,
      score: score ?? judgement.score,
      tags: tags ?? judgement.tags,
      comment: comment ?? judgement.comment,
      correction: correction ?? judgement.correction,
    };
    for (const field of withdrawn) {
      if (field in noJudgement) judgement = { ...judgement, [field]: noJudgement[field as keyof Judgement] };
    }
  }
  return judgement;
}

/** What has to be sent so that `before` becomes `after`. */
export function judgementChange(before: Judgement, after: Judgement): JudgementChange {
  const tags = after.tags.join('\n') !== before.tags.join('\n');
  return {
    ...(after.thumb !== before.thumb && { thumb: after.thumb }),
    ...(after.score !== before.score && { score: after.score }),
    ...(tags && { tags: after.tags.length === 0 ? null : [...after.tags] }),
    ...(after.comment !== before.comment && { comment: after.comment || null }),
    ...(after.correction !== before.correction && { correction: after.correction || null }),
  };
}

export const isEmptyChange = (change: JudgementChange): boolean => Object.keys(change).length === 0;
