import { expect, it } from 'vitest';
import type { ComparisonChoice, JudgedComparison, JudgedInteraction } from '@tuneloop/protocol';
import { choice, interaction, judged, timeAt } from '../../test/made-interactions.ts';
import { judgementStatistics } from './judgement-statistics.ts';

async function* each<T>(values: T[]): AsyncGenerator<T> {
  yield* values;
}

function comparison(id: string, choices: ComparisonChoice[]): JudgedComparison {
  return {
    comparison: { id, time: timeAt(0), drafts: [`${id}.base`, `${id}.tuned`] },
    drafts: [
      interaction({ id: `${id}.base` }),
      interaction({ id: `${id}.tuned`, adapters: [{ id: 'poet@2', scale: 1 }] }),
    ],
    choices,
  };
}

it('ranks models and adapters by choices, the last one of each author', async () => {
  const comparisons = [
    comparison('a', [choice('a', 'a.base'), choice('a', 'a.tuned')]),
    comparison('b', [choice('b', 'b.tuned'), choice('b', 'b.tuned', { author: 'bob' })]),
    comparison('c', [choice('c', 'tie'), choice('c', 'both-bad', { author: 'bob' })]),
  ];
  const { contestants, agreement, pairs } = await judgementStatistics({ comparisons: each(comparisons) });
  expect(contestants).toMatchObject([
    {
      name: 'smollm2:poet@2',
      model: 'smollm2',
      adapters: ['poet@2'],
      wins: 3,
      ties: 1,
      contests: 4,
      bothBad: 1,
      winRate: { share: 0.875 },
    },
    {
      name: 'smollm2',
      model: 'smollm2',
      adapters: [],
      wins: 0,
      ties: 1,
      contests: 4,
      bothBad: 1,
      winRate: { share: 0.125 },
    },
  ]);
  expect(agreement.choices).toMatchObject({ items: 2, values: 4 });
  expect(pairs).toMatchObject([{ authors: ['ann', 'bob'], items: 2, observed: 0.5 }]);
});

it('tells how far authors agree about thumbs and scores', async () => {
  const records: JudgedInteraction[] = Array.from({ length: 10 }, (_, index) =>
    judged(
      { id: `i${index}` },
      {
        ratings: [
          { thumb: index < 5 ? 'up' : 'down', score: (index % 5) + 1 },
          { author: 'bob', thumb: index < 6 ? 'up' : 'down', score: (index % 5) + 1 },
        ],
      },
    ),
  );
  const { agreement, pairs, contestants } = await judgementStatistics({ records: each(records) });
  expect(agreement.scores.alpha).toBe(1);
  expect(agreement.thumbs.alpha).toBeCloseTo(0.808, 3);
  expect(pairs[0]).toMatchObject({ authors: ['ann', 'bob'], items: 10 });
  expect(pairs[0]!.kappa).toBeCloseTo(0.8, 10);
  expect(contestants).toEqual([]);
});
