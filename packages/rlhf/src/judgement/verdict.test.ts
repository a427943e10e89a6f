import { describe, expect, it } from 'vitest';
import { choice, judged, timeAt } from '../../test/made-interactions.ts';
import { currentChoices, currentRatings } from './current.ts';
import { judge, rewardOf } from './judge.ts';
import type { JudgementPolicy } from './policy.ts';

const policy: JudgementPolicy = { goodScore: 4, badScore: 2, minAuthors: 1, minAgreement: 0 };

describe('the ratings of now', () => {
  it('are the last of each author, field by field', () => {
    const { ratings } = judged(
      { id: 'a' },
      {
        ratings: [
          { thumb: 'up', comment: 'fine' },
          { author: 'bob', score: 2 },
          { thumb: 'down' },
          { comment: null },
          { author: 'bob', score: null },
        ],
      },
    );
    expect(currentRatings(ratings)).toEqual([{ author: 'ann', time: ratings[3]!.time, thumb: 'down' }]);
  });

  it('of choices are the last of each author, unless they took it back', () => {
    const choices = [choice('k', 'a'), choice('k', 'b', { author: 'bob' }), choice('k', 'tie'), choice('l', 'a')];
    expect(currentChoices(choices).map(({ outcome, author }) => [author, outcome])).toEqual([
      ['ann', 'tie'],
      ['bob', 'preferred'],
      ['ann', 'preferred'],
    ]);
    expect(currentChoices([choice('k', 'a'), choice('k', 'a', { outcome: 'withdrawn' })])).toEqual([]);
  });
});

describe('a verdict', () => {
  const votes = (...thumbs: ('up' | 'down' | number)[]): string => {
    const ratings = thumbs.map((vote, index) => ({
      author: `author ${index}`,
      ...(typeof vote === 'number' ? { score: vote } : { thumb: vote }),
    }));
    return judge(judged({ id: 'a' }, { ratings }), policy).verdict;
  };

  it('is what most say', () => {
    expect(votes('up')).toBe('good');
    expect(votes(5, 4, 1)).toBe('good');
    expect(votes('up', 'down')).toBe('disagreement');
    expect(votes('down', 2, 3)).toBe('bad');
    expect(votes(3)).toBe('neutral');
  });

  it('needs as many authors and as much agreement as is wanted', () => {
    const about = judged(
      { id: 'a' },
      { ratings: [{ thumb: 'up' }, { author: 'b', thumb: 'up' }, { author: 'c', thumb: 'down' }] },
    );
    expect(judge(about, { ...policy, minAgreement: 0.6 }).verdict).toBe('good');
    expect(judge(about, { ...policy, minAgreement: 0.7 }).verdict).toBe('disagreement');
    expect(judge(about, { ...policy, minAuthors: 4 }).verdict).toBe('too-few-authors');
  });

  it('comes from comparisons where nobody rated', () => {
    const verdict = (...choices: ReturnType<typeof choice>[]): string =>
      judge(judged({ id: 'a' }, { choices }), policy).verdict;
    expect(verdict(choice('k', 'a'))).toBe('good');
    expect(verdict(choice('k', 'b'))).toBe('bad');
    expect(verdict(choice('k', 'both-bad'))).toBe('both-bad');
    expect(verdict(choice('k', 'a'), choice('k', 'b', { author: 'bob' }))).toBe('disagreement');
    expect(verdict()).toBe('no-rating');
  });
});

it('makes one reward of all that was said', () => {
  const reward = (said: Parameters<typeof judged>[1]): number | undefined =>
    rewardOf('a', judge(judged({ id: 'a' }, said), policy));
  expect(reward('up')).toBe(1);
  expect(reward(4)).toBe(0.5);
  expect(reward({ ratings: [{ thumb: 'up' }, { author: 'b', thumb: 'down' }] })).toBe(0);
  expect(reward({ choices: [choice('k', 'a'), choice('l', 'tie')] })).toBe(0.5);
  expect(reward({ ratings: [{ comment: 'Well.' }] })).toBeUndefined();
});

it('keeps each different correction, the latest last', () => {
  const ratings = [
    { author: 'b', correction: 'B', time: timeAt(5) },
    { author: 'a', correction: 'A', time: timeAt(3) },
    { author: 'c', correction: 'A', time: timeAt(9) },
    { author: 'd', correction: ' ', time: timeAt(10) },
  ];
  expect(judge(judged({ id: 'a' }, { ratings }), policy).corrections).toEqual(['A', 'B']);
});
