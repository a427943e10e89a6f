import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomNumbers } from '../../packages/lora/src/evaluation/statistics/random.ts';
import { corpusBleu, type TextPair } from '../../packages/lora/src/evaluation/text-metrics/bleu.ts';
import { rouge, type Rouge } from '../../packages/lora/src/evaluation/text-metrics/rouge.ts';
import { tokenize13a } from '../../packages/lora/src/evaluation/text-metrics/tokenize-13a.ts';
import { counterpartsPython } from '../../scripts/counterparts/python.ts';

interface PackageScores extends Rouge {
  bleu: number;
  words: string[][];
}

/** Whatever a tokeniser treats in its own way; ASCII alone, as rouge-score knows nothing else. */
const pieces = [
  ...'the cat dog sat on a mat. "quoted" 3.14 1,000 5-10 semi; co-operate &amp; &lt;tag&gt; $5 50% e.g. U.S.'.split(
    ' ',
  ),
  ..."don't (paren) x/y end! A B.C - -- ... #1 @me [1] {x} ~ `code` = <skipped>".split(' '),
  'tab\there',
  'line\nbreak',
  'word-\nwrap',
];

function randomCorpora(count: number): TextPair[][] {
  const random = randomNumbers(11);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const words = (): string[] => Array.from({ length: upTo(14) }, () => pieces[upTo(pieces.length)]!);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + upTo(6) }, () => {
      const reference = words();
      const answer = random() < 0.7 ? reference.filter(() => random() > 0.25) : words();
      return { answer: answer.join(' '), reference: reference.join(' ') };
    }),
  );
}

test('BLEU and ROUGE are those of sacrebleu and rouge-score', { timeout: 300_000 }, () => {
  const corpora = randomCorpora(300);
  const script = join(import.meta.dirname, 'text-metrics/score.py');
  const input = JSON.stringify(corpora.map((pairs) => pairs.map(({ answer, reference }) => [answer, reference])));
  const python = counterpartsPython('text-metrics/requirements.txt');
  const scores = JSON.parse(execFileSync(python, [script], { input, encoding: 'utf8' })) as PackageScores[];
  expect(scores.filter(({ bleu }) => bleu > 0).length).toBeGreaterThan(100);
  for (const [place, pairs] of corpora.entries()) {
    const { bleu, words, ...means } = scores[place]!;
    expect(pairs.map(({ answer }) => tokenize13a(answer))).toEqual(words);
    expect(corpusBleu(pairs)).toBeCloseTo(bleu, 9);
    for (const [name, value] of Object.entries(rouge(pairs))) expect(value).toBeCloseTo(means[name as keyof Rouge], 12);
  }
});
