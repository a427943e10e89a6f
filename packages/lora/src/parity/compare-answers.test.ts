import { expect, test } from 'vitest';
import { compareAnswers } from './compare-answers.ts';

/** Of a sequence of four tokens, the last two of which are the answer. */
const scores = {
  logprobs: [],
  best: [9, 7, 8],
  bestLogprob: [-1, -0.1, -0.5],
  logprob: [-5, -0.1, -0.5],
  ends: true,
};

test('the answer is compared, and not the prompt', () => {
  expect(compareAnswers({ tokens: [7, 8], ended: true }, 2, scores)).toBe(true);
  expect(compareAnswers({ tokens: [7, 5], ended: true }, 2, { ...scores, logprob: [-5, -0.1, -0.6] })).toBe(false);
  expect(compareAnswers({ tokens: [7, 8], ended: true }, 2, undefined)).toBe(false);
});

test('either of two tokens that are as likely is right', () => {
  expect(compareAnswers({ tokens: [7, 5], ended: true }, 2, { ...scores, logprob: [-5, -0.1, -0.51] })).toBe(true);
});

test('an answer that ended must end by the reference too', () => {
  expect(compareAnswers({ tokens: [7, 8], ended: true }, 2, { ...scores, ends: false })).toBe(false);
  expect(compareAnswers({ tokens: [7, 8], ended: false }, 2, { ...scores, ends: false })).toBe(true);
});
