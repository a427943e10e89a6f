import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Draft } from './draft.ts';
import { pairsOf } from './pairs.ts';

function draft(id: string, about: Partial<Omit<Draft, 'answer'>> & { answer?: string } = {}): Draft {
  const { answer = id, ...rest } = about;
  return {
    id,
    time: id,
    answer: { role: 'assistant', content: answer },
    rated: 'no-rating',
    verdict: 'no-rating',
    outcomes: [],
    corrections: [],
    ...rest,
  };
}

const good = (id: string, answer = id): Draft => draft(id, { rated: 'good', verdict: 'good', answer });
const bad = (id: string, answer = id): Draft => draft(id, { rated: 'bad', verdict: 'bad', answer });
const compared = (id: string, ...outcomes: Draft['outcomes']): Draft => {
  const [, outcome] = outcomes[0]!;
  const verdict = outcome === `preferred:${id}` ? 'good' : outcome.startsWith('preferred:') ? 'bad' : outcome;
  return draft(id, { outcomes, verdict: verdict as Draft['verdict'] });
};

function said(drafts: Draft[], limit = 10): { pairs: string[]; leftOut: Record<string, string> } {
  const { pairs, leftOut } = pairsOf(drafts, limit);
  return {
    pairs: pairs.map(({ chosen, rejected }) => `${chosen.content} > ${rejected.content}`),
    leftOut: Object.fromEntries(leftOut),
  };
}

it('sets each good answer against each bad one', () => {
  expect(said([good('a'), bad('b'), good('c'), bad('d')])).toEqual({
    pairs: ['a > b', 'a > d', 'c > b', 'c > d'],
    leftOut: {},
  });
});

it('sets the preferred draft against all others of its comparison', () => {
  const drafts = ['a', 'b', 'c'].map((id) => compared(id, ['k', 'preferred:b']));
  expect(said(drafts)).toEqual({ pairs: ['b > a', 'b > c'], leftOut: {} });
});

it('believes a comparison rather than ratings of the same two', () => {
  const a = { ...good('a'), outcomes: [['k', 'preferred:b']] as Draft['outcomes'] };
  const b = { ...bad('b'), outcomes: [['k', 'preferred:b']] as Draft['outcomes'] };
  expect(said([a, b]).pairs).toEqual(['b > a']);
});

it('makes nothing of comparisons that contradict each other, of ties, and of both bad', () => {
  const both: Draft['outcomes'] = [
    ['k', 'preferred:a'],
    ['l', 'preferred:b'],
  ];
  expect(said([compared('a', ...both), compared('b', ...both)])).toEqual({
    pairs: [],
    leftOut: { a: 'disagreement', b: 'disagreement' },
  });
  expect(said([compared('a', ['k', 'tie']), compared('b', ['k', 'tie'])]).leftOut).toEqual({ a: 'tie', b: 'tie' });
  expect(said([compared('a', ['k', 'both-bad']), compared('b', ['k', 'both-bad'])]).leftOut).toEqual({
    a: 'both-bad',
    b: 'both-bad',
  });
});

it('needs a sibling, and one that says something else', () => {
  expect(said([good('a'), good('b')]).leftOut).toEqual({ a: 'no-sibling', b: 'no-sibling' });
  expect(said([compared('a', ['k', 'preferred:gone'])]).leftOut).toEqual({ a: 'no-sibling' });
  expect(said([good('a', 'same'), bad('b', 'same')])).toEqual({
    pairs: [],
    leftOut: { a: 'same-answer', b: 'same-answer' },
  });
});

it('sets corrections against what they correct', () => {
  expect(said([draft('a', { corrections: ['A', 'AA'] })])).toEqual({ pairs: ['A > a', 'AA > a'], leftOut: {} });
});

it('uses or leaves out each draft, and never says two opposite things', () => {
  const outcome = fc.constantFrom('preferred:0', 'preferred:1', 'preferred:2', 'tie', 'both-bad', 'disagreement');
  const verdict = fc.constantFrom<Draft['rated']>('good', 'bad', 'neutral', 'no-rating', 'disagreement');
  const about = fc.record({
    rated: verdict,
    answer: fc.constantFrom('x', 'y', 'z'),
    corrections: fc.uniqueArray(fc.constantFrom('x', 'new'), { maxLength: 2 }),
    compared: fc.uniqueArray(fc.constantFrom('k', 'l'), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(
      fc.array(about, { minLength: 1, maxLength: 6 }),
      fc.record({ k: outcome, l: outcome }),
      fc.integer({ min: 1, max: 4 }),
      (abouts, outcomes, limit) => {
        const drafts = abouts.map(({ rated, answer, corrections, compared }, index) =>
          draft(String(index), {
            rated,
            verdict: rated,
            answer,
            corrections,
            outcomes: compared.map((id) => [id, outcomes[id]]) as Draft['outcomes'],
          }),
        );
        const { pairs, leftOut } = pairsOf(drafts, limit);
        expect(pairs.length).toBeLessThanOrEqual(limit);
        const used = new Set(pairs.flatMap(({ sources }) => sources));
        for (const { id } of drafts) expect(used.has(id)).toBe(!leftOut.has(id));
        const said = new Set(
          pairs.filter(({ sources }) => sources.length === 2).map(({ sources }) => sources.join('>')),
        );
        for (const pair of said) expect(said.has(pair.split('>').toReversed().join('>'))).toBe(false);
        for (const { chosen, rejected } of pairs) expect(chosen.content).not.toBe(rejected.content);
      },
    ),
  );
});

it('stops at the limit', () => {
  const { pairs, leftOut } = said([good('a'), bad('b'), bad('c'), bad('d')], 2);
  expect(pairs).toEqual(['a > b', 'a > c']);
  expect(leftOut).toEqual({ d: 'over-limit' });
});
