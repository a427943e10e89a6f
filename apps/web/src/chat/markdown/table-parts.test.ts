import { expect, test } from 'vitest';
import { tableParts } from './table-parts.ts';

const rows = (count: number): string => Array.from({ length: count }, (_, index) => `| ${index} | b |`).join('\n');

test('a long table is cut into tables with the same head; its parts stay while it grows', () => {
  const parts = tableParts(`| a | b |\n| --- | :-: |\n${rows(100)}\n`)!;
  expect(parts).toHaveLength(3);
  expect(parts[1]).toMatch(/^\| a \| b \|\n\| --- \| :-: \|\n\| 40 \| b \|\n/);
  expect(tableParts(`| a | b |\n| --- | :-: |\n${rows(130)}`)!.slice(0, 2)).toEqual(parts.slice(0, 2));
});

test.each([
  ['short', `| a | b |\n| --- | --- |\n${rows(3)}`],
  ['no table', rows(100)],
  ['something else behind it', `| a | b |\n| --- | --- |\n${rows(100)}\n> quote`],
])('%s: it is left to the parser', (_name, block) => {
  expect(tableParts(block)).toBeUndefined();
});
