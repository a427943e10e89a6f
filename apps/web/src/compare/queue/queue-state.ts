import { judgementChange, judgementOf, type Judgement, type JudgementChange } from '../../chat/judgement.ts';
import type { Interaction } from './queue-items.ts';

/** What was done with one answer. */
export type Step =
  | { id: string; kind: 'skipped' }
  /** `undo` is what takes it back. */
  | { id: string; kind: 'rated'; judgement: Judgement; undo: JudgementChange };

export interface QueueState {
  /** Of the answer that is shown; the number of all when all are through. */
  index: number;
  /** What was done, in order. */
  steps: readonly Step[];
}

export function afterStep({ index, steps }: QueueState, step: Step): QueueState {
  return { index: index + 1, steps: [...steps, step] };
}

/** Before the last step: its answer is shown again. */
export function beforeLast({ index, steps }: QueueState, ids: readonly string[]): QueueState {
  const last = steps.at(-1);
  if (!last) return { index, steps };
  const place = ids.indexOf(last.id);
  return { index: place === -1 ? index : place, steps: steps.slice(0, -1) };
}

export function countSteps({ steps }: QueueState): { rated: number; skipped: number } {
  const rated = steps.filter(({ kind }) => kind === 'rated').length;
  return { rated, skipped: steps.length - rated };
}

/** What takes `judgement` back, so that what the same person said before counts again. */
export function undoOf(
  { ratings }: Pick<Interaction, 'ratings'>,
  author: string,
  judgement: Judgement,
): JudgementChange {
  const before = judgementOf({ ratings: ratings.filter((rating) => rating.author === author) });
  const now: Judgement = {
    thumb: judgement.thumb ?? before.thumb,
    score: judgement.score ?? before.score,
    tags: judgement.tags.length === 0 ? before.tags : judgement.tags,
    comment: judgement.comment || before.comment,
    correction: judgement.correction || before.correction,
  };
  return judgementChange(now, before);
}
