import { expect, test } from 'vitest';
import { noJudgement } from '../../chat/judgement.ts';
import type { Interaction } from './queue-items.ts';
import { afterStep, beforeLast, countSteps, undoOf, type QueueState } from './queue-state.ts';

const ids = ['a', 'b', 'c'];
const begin: QueueState = { index: 0, steps: [] };

test('steps go on and back', () => {
  const judgement = { ...noJudgement, thumb: 'up' } as const;
  const skipped = afterStep(begin, { id: 'a', kind: 'skipped' });
  const rated = afterStep(skipped, { id: 'b', kind: 'rated', judgement, undo: { thumb: null } });
  expect(rated.index).toBe(2);
  expect(countSteps(rated)).toEqual({ rated: 1, skipped: 1 });
  expect(beforeLast(rated, ids)).toEqual(skipped);
  expect(beforeLast(beforeLast(rated, ids), ids)).toEqual(begin);
  expect(beforeLast(begin, ids)).toEqual(begin);
});

type Rating = Interaction['ratings'][number];

function rating(author: string, said: Partial<Rating>): Rating {
  const nothing = { thumb: null, score: null, comment: null, tags: null, correction: null, steps: null };
  const base = { id: '1', object: 'rating', interaction_id: 'a', created_at: 1, source: 'web' } as const;
  return { ...base, ...nothing, withdrawn: [], author, ...said };
}

test.each([
  ['nobody', [], { thumb: null, tags: null }],
  ['somebody else', [rating('grace', { thumb: 'down', tags: ['wrong'] })], { thumb: null, tags: null }],
  ['the same person', [rating('ada', { thumb: 'down', score: 2 })], { thumb: 'down', tags: null }],
  ['the same person the same', [rating('ada', { thumb: 'up' })], { tags: null }],
])('what %s said before is what counts once it is undone', (_who, ratings, undo) => {
  expect(undoOf({ ratings }, 'ada', { ...noJudgement, thumb: 'up', tags: ['correct'] })).toEqual(undo);
});
