import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRows } from '../files/read-rows.ts';
import { parseRow } from '../formats/parse-row.ts';
import { parseRows } from '../formats/parse-rows.ts';
import type { NumberedRow, Row } from '../rows/row.ts';
import { groupOf, splitNames, splitOf, type SplitName } from './split.ts';
import { splitPath, splitRows } from './split-rows.ts';

const shares = { validation: 0.1, test: 0.2 };

test('shares are met, each group has one place, and another seed gives another split', () => {
  const counts: Record<SplitName, number> = { train: 0, validation: 0, test: 0 };
  let moved = 0;
  for (let index = 0; index < 20_000; index += 1) {
    const split = splitOf(`c${index}`, shares);
    counts[split] += 1;
    expect(splitOf(`c${index}`, shares)).toBe(split);
    if (splitOf(`c${index}`, { ...shares, seed: 'other' }) !== split) moved += 1;
  }
  expect(counts.validation / 20_000).toBeCloseTo(0.1, 1);
  expect(counts.test / 20_000).toBeCloseTo(0.2, 1);
  expect(moved).toBeGreaterThan(5000);
  // Written down, so that no later version moves what was split by an earlier one.
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((group) => splitOf(group, shares))).toMatchInlineSnapshot(`
    [
      "train",
      "train",
      "train",
      "train",
      "train",
      "train",
      "train",
      "validation",
    ]
  `);
});

test('what cannot be a share is refused', () => {
  expect(() => splitOf('a', { validation: 1 })).toThrow('shares');
  expect(() => splitNames({ validation: 0.5, test: 0.5 })).toThrow('shares');
  expect(() => splitNames({ validation: -0.1 })).toThrow('shares');
  expect(splitNames({ test: 0.1 })).toEqual(['train', 'test']);
});

function groupOfRow(row: Row, by?: string): string {
  const parsed = parseRow(row, 'messages' in row ? 'sft' : 'preference');
  if ('flaw' in parsed) throw new Error(parsed.flaw.message);
  return groupOf(parsed.example, row, by);
}

test('rows of one conversation, and answers to one question, are one group', () => {
  const begin = [
    { role: 'system', content: 's' },
    { role: 'user', content: 'a' },
  ];
  const short = { messages: [...begin, { role: 'assistant', content: 'b' }] };
  const long = { messages: [...short.messages, { role: 'user', content: 'c' }, { role: 'assistant', content: 'd' }] };
  const pair = { prompt: begin, chosen: [short.messages[2]], rejected: [long.messages[4]] };
  expect(new Set([short, long, pair].map((row) => groupOfRow(row))).size).toBe(1);
  expect(groupOfRow({ ...short, messages: short.messages.slice(1) })).not.toBe(groupOfRow(short));

  expect(groupOfRow({ ...short, conversation: 'x' })).toBe('x');
  expect(groupOfRow({ ...short, user: 7 }, 'user')).toBe('7');
  expect(() => groupOfRow(short, 'user')).toThrow('"user"');
});

test('files: no group is in two of them, and none is left behind when a row is wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-split-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  async function* rows(count: number): AsyncGenerator<NumberedRow> {
    for (let line = 1; line <= count; line += 1) {
      yield { row: { text: `row ${line}`, conversation: `c${line % 50}` }, line };
    }
    if (count === 10) throw new Error('gone');
  }
  const output = join(folder, 'data.jsonl.gz');
  await expect(splitRows(parseRows(rows(10), { format: 'text' }), output, shares)).rejects.toThrow('gone');
  expect(readdirSync(folder)).toEqual([]);

  const files = await splitRows(parseRows(rows(500), { format: 'text' }), output, shares);
  expect(files.map(({ split, path }) => [split, path])).toEqual([
    ['train', join(folder, 'data.train.jsonl.gz')],
    ['validation', join(folder, 'data.validation.jsonl.gz')],
    ['test', join(folder, 'data.test.jsonl.gz')],
  ]);
  expect(files.reduce((sum, file) => sum + file.rows, 0)).toBe(500);
  const splitsOf = new Map<unknown, Set<SplitName>>();
  for (const { split, path } of files) {
    for await (const { row } of readRows(path)) {
      const group = row['conversation'];
      splitsOf.set(group, (splitsOf.get(group) ?? new Set()).add(split));
    }
  }
  expect(splitsOf.size).toBe(50);
  for (const splits of splitsOf.values()) expect(splits.size).toBe(1);
});

test('names of files', () => {
  expect(splitPath('a/b.c.jsonl', 'test')).toBe(join('a', 'b.test.c.jsonl'));
  expect(splitPath('data', 'train')).toBe('data.train');
});
