import { expect, test } from 'vitest';
import type { Interaction } from './conversation-queries.ts';
import { isEmptyChange, judgementChange, judgementOf, noJudgement } from './judgement.ts';

type Rating = Interaction['ratings'][number];

const rating = (said: Partial<Rating>): Rating =>
  ({ thumb: null, score: null, comment: null, tags: null, correction: null, withdrawn: [], ...said }) as Rating;

test('the last word on each side counts, and what was taken back does not', () => {
  const ratings = [
    rating({ thumb: 'up', score: 4, tags: ['short'] }),
    rating({ thumb: 'down', comment: 'Wrong.' }),
    rating({ withdrawn: ['score', 'steps'] }),
  ];
  expect(judgementOf({ ratings })).toEqual({ ...noJudgement, thumb: 'down', tags: ['short'], comment: 'Wrong.' });
  expect(judgementOf(undefined)).toEqual(noJudgement);
});

test('what changed is sent, and what was emptied is taken back', () => {
  const before = { ...noJudgement, thumb: 'up', score: 4, tags: ['a'], comment: 'Good.' } as const;
  const after = { ...before, score: 5, tags: [], comment: '' };
  expect(judgementChange(before, after)).toEqual({ score: 5, tags: null, comment: null });
  expect(judgementChange(before, noJudgement)).toEqual({ thumb: null, score: null, tags: null, comment: null });
  expect(isEmptyChange(judgementChange(before, before))).toBe(true);
});
