/** What finding personal data and secrets costs, for each kilobyte of different texts and for each turn of a conversation. */
import { globSync, readFileSync } from 'node:fs';
import { createDetector, createRedactor } from '@tuneloop/datasets';
import { sensitiveCorpus } from '../../packages/datasets/test/sensitive-corpus/corpus.ts';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { median, percentile } from '../statistics.ts';
import { markdownTable } from '../table.ts';

const usage = `Usage: npm run benchmark:redaction -- [--rounds 20]`;
const values = programArguments(usage, { rounds: { type: 'string' } });
const rounds = wholeNumber('rounds', values.rounds, 20);

const pieceLength = 10 * 1024;
const detect = createDetector();

function pieces(text: string): string[] {
  return Array.from({ length: Math.floor(text.length / pieceLength) }, (_, index) =>
    text.slice(index * pieceLength, (index + 1) * pieceLength),
  );
}

function contentOf(pattern: string): string {
  return globSync(pattern)
    .toSorted()
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

const corpus = sensitiveCorpus();
const ofLanguages = (languages: readonly string[]): string =>
  corpus
    .filter(({ language }) => languages.includes(language))
    .map(({ text }) => text)
    .join('\n');
const texts: readonly (readonly [name: string, text: string])[] = [
  ['prose with some code (docs)', contentOf('docs/**/*.md')],
  ['TypeScript', contentOf('packages/*/src/**/*.ts')],
  ['nothing but the corpus, Latin scripts', ofLanguages(['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'tr'])],
  ['nothing but the corpus, other scripts', ofLanguages(['ja', 'zh', 'ar', 'hi', 'ru'])],
];

console.log(`\n${machineDescription()}; pieces of 10 kB, ${rounds} rounds\n`);
const rows = texts.map(([name, text]) => {
  const all = pieces(text);
  const times: number[] = [];
  let findings = 0;
  for (let round = 0; round < rounds; round++) {
    for (const piece of all) {
      const startedAt = performance.now();
      findings += detect(piece).length;
      // The first round warms the compiler up.
      if (round > 0) times.push((performance.now() - startedAt) * 1000);
    }
  }
  const perKilobyte = (time: number): number => time / (pieceLength / 1024);
  const density = findings / rounds / all.length;
  return [name, density, perKilobyte(median(times)), median(times) / 1000, percentile(times, 0.99) / 1000];
});
console.log(markdownTable(['text', 'findings in 10 kB', 'µs/kB', 'p50 ms for 10 kB', 'p99 ms for 10 kB'], rows));

/** The same conversation, each turn with one more exchange of 2 kB, as a server records it. */
const exchanges = pieces(texts[0]![1]).flatMap((piece) =>
  [0, 2, 4, 6, 8].map((start) => piece.slice(start * 1024, (start + 2) * 1024)),
);
const turns = [1, 10, 40].map((turn) => {
  const times = Array.from({ length: rounds }, (_, round) => {
    const { redactValue } = createRedactor();
    const messages = exchanges.slice(round, round + turn).map((content) => ({ role: 'user', content }));
    for (let before = 1; before < turn; before++) redactValue({ messages: messages.slice(0, before) });
    // As a request brings it: the same characters in strings of their own.
    const parsed = JSON.parse(JSON.stringify({ messages })) as unknown;
    const startedAt = performance.now();
    redactValue(parsed);
    return performance.now() - startedAt;
  });
  return [turn, turn * 2, median(times.slice(1))];
});
console.log(`\n${markdownTable(['turn', 'kB', 'p50 ms'], turns)}`);
