import { expect, test } from 'vitest';
import { corpusBleu } from './bleu.ts';
import { classification } from './classification.ts';
import { rouge } from './rouge.ts';
import { tokenize13a } from './tokenize-13a.ts';

test('words are cut as mteval-v13a cuts them', () => {
  expect(tokenize13a('Hello, world! It costs $1,234.50 (5-10 &lt; x).')).toEqual(
    'Hello , world ! It costs $ 1,234.50 ( 5 - 10 < x ) .'.split(' '),
  );
});

test('BLEU has the values that sacreBLEU gives', () => {
  // The example of sacreBLEU's README, with its first reference.
  const answers = ['The dog bit the man.', "It wasn't surprising.", 'The man had just bitten him.'];
  const references = ['The dog bit the man.', 'It was not unexpected.', 'The man bit him first.'];
  const pairs = answers.map((answer, place) => ({ answer, reference: references[place]! }));
  expect(corpusBleu(pairs)).toBeCloseTo(45.067506, 6);
  expect(corpusBleu([{ answer: 'a b c d', reference: 'a b c d' }])).toBeCloseTo(100, 9);
  expect(corpusBleu([{ answer: 'x y z w', reference: 'a b c d' }])).toBe(0);
  expect(corpusBleu([{ answer: '', reference: 'a b c d' }])).toBe(0);
});

test('ROUGE has the values that rouge-score gives', () => {
  // The example of rouge-score's README.
  const pair = {
    answer: 'The quick brown dog jumps on the log.',
    reference: 'The quick brown fox jumps over the lazy dog',
  };
  const { rouge1, rouge2, rougeL } = rouge([pair]);
  expect(rouge1).toBeCloseTo(0.705882, 6);
  expect(rouge2).toBeCloseTo(0.266667, 6);
  expect(rougeL).toBeCloseTo(0.588235, 6);
  expect(rouge([{ answer: '', reference: 'a' }])).toEqual({ rouge1: 0, rouge2: 0, rougeL: 0 });
});

test('labels: accuracy and F1', () => {
  // The example of scikit-learn's f1_score: macro 0.2666…, micro 0.3333….
  const expected = [0, 1, 2, 0, 1, 2];
  const given = [0, 2, 1, 0, 0, 1];
  const pairs = expected.map((label, place) => ({ expected: String(label), given: String(given[place]) }));
  const scores = classification(pairs);
  expect(scores.accuracy).toBeCloseTo(1 / 3, 9);
  expect(scores.f1Macro).toBeCloseTo(0.8 / 3, 9);
  expect(scores.f1Micro).toBeCloseTo(1 / 3, 9);
  const silent = classification([...pairs, { expected: '0', given: undefined }]);
  expect(silent.accuracy).toBeCloseTo(2 / 7, 9);
  expect(silent.f1Micro).toBeCloseTo(4 / 13, 9);
});
