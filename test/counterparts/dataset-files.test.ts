import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { readRows, writeRows, type Row } from '../../packages/datasets/src/index.ts';

const script = fileURLToPath(new URL('training/exchange_files.py', import.meta.url));

interface Loaded {
  rows: number;
  columns: string[];
  first: Row;
  last: Row;
  conversational: boolean;
}

const count = 6000;
const ours = Array.from({ length: count }, (_, index) => ({
  messages: [
    { role: 'user', content: `q${index} "é",\n😀` },
    { role: 'assistant', content: `a${index}` },
  ],
  score: index / 2,
  n: index,
  label: index % 2 === 0,
  tags: ['x', 'y'].slice(0, index % 3),
}));

let folder: string;
let loaded: Record<string, Loaded>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dataset-files-'));
  for (const name of ['ours.jsonl', 'ours.json', 'ours.jsonl.gz', 'ours.parquet']) {
    await writeRows(join(folder, name), ours);
  }
  const flat = ours.map(({ messages, n }) => ({ text: messages[0]!.content, n }));
  await writeRows(join(folder, 'ours.csv'), flat);
  const { stdout } = await promisify(execFile)(inject('trainingPython'), [script, folder], {
    env: { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' },
    maxBuffer: 2 ** 26,
  });
  loaded = JSON.parse(stdout.trim().split('\n').at(-1)!) as typeof loaded;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(['ours.jsonl', 'ours.json', 'ours.jsonl.gz', 'ours.parquet'])(
  '%s is loaded by `datasets`, with all values',
  (name) => {
    expect(loaded[name]).toEqual({
      rows: count,
      columns: ['label', 'messages', 'n', 'score', 'tags'],
      first: ours[0],
      last: ours.at(-1),
      conversational: true,
    });
  },
);

it('so is CSV, line breaks and quotes in cells included', () => {
  const last = { text: ours.at(-1)!.messages[0]!.content, n: count - 1 };
  expect(loaded['ours.csv']).toMatchObject({ rows: count, columns: ['n', 'text'], last });
});

async function read(name: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { row } of readRows(join(folder, name))) rows.push(row);
  return rows;
}

const messages = [
  { role: 'user', content: 'q4999 é' },
  { role: 'assistant', content: 'a4999' },
];

it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'pages'])('Parquet of pyarrow is read: %s', async (name) => {
  const rows = await read(`theirs.${name}.parquet`);
  expect(rows).toHaveLength(5000);
  expect(rows.at(-1)).toEqual({
    messages,
    score: 2499.5,
    label: false,
    big: String(2n ** 60n + 4999n),
    when: '2026-01-01T00:00:00.000Z',
    tags: ['x'],
  });
});

it.each(['theirs.jsonl', 'theirs.jsonl.gz', 'theirs.json'])('%s of `datasets` is read', async (name) => {
  const rows = await read(name);
  expect(rows).toHaveLength(5000);
  expect(rows.at(-1)).toMatchObject({ score: 2499.5, messages });
});

it('CSV of `datasets` is read', async () => {
  const rows = await read('theirs.csv');
  expect(rows).toHaveLength(5000);
  expect(rows.at(-1)).toEqual({ text: '"4999",\n;é', n: '4999' });
});
