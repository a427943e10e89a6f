import { expect, test } from 'vitest';
import { judgeParity, type ParityFindings } from './judge-parity.ts';

const small = { kl: 0.001, top1Disagreement: 0.01 };
const findings: ParityFindings = {
  isExact: false,
  prompts: 8,
  equal: 8,
  base: small,
  adapted: small,
  changes: true,
  margin: { kl: 0.02, top1Disagreement: 0.05 },
  difference: undefined,
};

test('an adapter may diverge as much as its base does, and the margin', () => {
  expect(judgeParity(findings)).toMatchObject({ passed: true, kind: 'divergence', base: small, adapted: small });
  const noisy = { kl: 0.3, top1Disagreement: 0.2 };
  expect(judgeParity({ ...findings, base: noisy, adapted: { kl: 0.31, top1Disagreement: 0.24 } }).passed).toBe(true);
});

test.each<[string, Partial<ParityFindings>, RegExp]>([
  ['another template', { difference: 'prompt 1 differs' }, /chat template/],
  ['no effect', { changes: false }, /changes nothing/],
  ['nothing to compare', { adapted: undefined }, /empty/],
  ['another scale', { adapted: { kl: 0.5, top1Disagreement: 0.01 } }, /0\.5 nats a token, where 0\.021/],
  ['other answers', { adapted: { kl: 0.001, top1Disagreement: 0.2 } }, /20 % of the places, where 6 %/],
  ['not a number', { adapted: { kl: Number.NaN, top1Disagreement: 0 } }, /NaN/],
  ['other texts on exact weights', { isExact: true, equal: 7 }, /1 of 8 answers/],
])('%s fails', (_, change, reason) => {
  const { passed, reason: said } = judgeParity({ ...findings, ...change });
  expect(passed).toBe(false);
  expect(said).toMatch(reason);
});

test('equal texts are told of exact weights alone', () => {
  expect(judgeParity({ ...findings, isExact: true })).toMatchObject({ passed: true, kind: 'text', equal: 8 });
  expect(judgeParity(findings)).not.toHaveProperty('equal');
});
