import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifestFiles, writeRows, type Row } from '@tuneloop/datasets';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runFolder, type RunFolder } from '../run/run-folder.ts';
import { prepareData } from './prepare-data.ts';

let root: string;
let folder: RunFolder;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'prepare-data-'));
  folder = runFolder(join(root, 'run'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function file(name: string, rows: readonly unknown[] | string): Promise<string> {
  const path = join(root, name);
  await writeFile(path, typeof rows === 'string' ? rows : rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

async function read(path: string): Promise<Row[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

const ask = (content: string): Row => ({ role: 'user', content });
const say = (content: string): Row => ({ role: 'assistant', content });
const chats = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ messages: [ask(`question ${index}`), say(`answer ${index}`)] }));
const pairs = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    prompt: `q${index}`,
    chosen: `good ${index}`,
    rejected: `bad ${index}`,
  }));

test('a conversation becomes one row for each answer, with tools and arguments as values', async () => {
  const call = { id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } };
  const source = await file('chats.jsonl', [
    {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        ask('1+1?'),
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: '2' },
        say('2'),
      ],
      tools: [{ type: 'function', function: { name: 'add', parameters: {} } }],
      id: 7,
    },
  ]);
  expect(await prepareData({ source, method: 'sft', folder })).toMatchObject({ rows: 2, format: 'sft', sourceRows: 1 });
  const tools = [{ type: 'function', function: { name: 'add', parameters: {} } }];
  const called = {
    role: 'assistant',
    content: '',
    tool_calls: [{ ...call, function: { name: 'add', arguments: { a: 1 } } }],
  };
  expect(await read(folder.train)).toEqual([
    { prompt: [{ role: 'system', content: 'Be brief.' }, ask('1+1?')], completion: [called], tools },
    {
      prompt: [
        { role: 'system', content: 'Be brief.' },
        ask('1+1?'),
        called,
        { role: 'tool', content: '2', name: 'add', tool_call_id: 'c1' },
      ],
      completion: [say('2')],
      tools,
    },
  ]);
});

test.each([
  ['dpo', { prompt: [ask('q0')], chosen: [say('good 0')], rejected: [say('bad 0')] }, 3],
  ['orpo', { prompt: [ask('q0')], chosen: [say('good 0')], rejected: [say('bad 0')] }, 3],
  ['reward', { prompt: [ask('q0')], chosen: [say('good 0')], rejected: [say('bad 0')] }, 3],
  ['kto', { prompt: [ask('q0')], completion: [say('good 0')], label: true }, 6],
] as const)('%s learns from pairs', async (method, first, count) => {
  const source = await file('pairs.jsonl', pairs(3));
  expect(await prepareData({ source, method, folder, validation: 0 })).toMatchObject({
    rows: count,
    validationRows: 0,
  });
  expect((await read(folder.train))[0]).toEqual(first);
});

test('rewards are told the other columns', async () => {
  const source = await file('prompts.jsonl', [
    { prompt: '2+2?', solution: '4', level: 1 },
    { prompt: '2+3?', solution: '5', level: 1 },
  ]);
  await prepareData({ source, method: 'grpo', folder, validation: 0 });
  expect((await read(folder.train))[0]).toEqual({ prompt: [ask('2+2?')], solution: '4', level: 1 });
});

test('CSV and Parquet are read as well', async () => {
  const source = await file('alpaca.csv', 'instruction,input,output\nAdd,1 2,3\nAdd,2 2,4\n');
  await prepareData({ source, method: 'sft', folder });
  expect((await read(folder.train))[0]).toEqual({ prompt: [ask('Add\n1 2')], completion: [say('3')] });
  await writeRows(join(root, 'chats.parquet'), chats(3));
  expect(await prepareData({ source: join(root, 'chats.parquet'), method: 'sft', folder })).toMatchObject({ rows: 3 });
});

test('the split keeps conversations together, and is the same again', async () => {
  const rows = Array.from({ length: 200 }, (_, index) => ({
    conversation_id: `c${Math.floor(index / 4)}`,
    messages: [ask(`question ${index}`), say(`answer ${index}`)],
  }));
  const source = await file('chats.jsonl', rows);
  const prepared = await prepareData({ source, method: 'sft', folder, validation: 0.2 });
  expect(prepared.rows + prepared.validationRows).toBe(200);
  expect(prepared.validationRows).toBeGreaterThan(15);
  expect(prepared.validationRows).toBeLessThan(70);
  const conversationsOf = (found: Row[]): Set<number> =>
    new Set(found.map((row) => Math.floor(Number(/\d+/.exec(JSON.stringify(row))![0]) / 4)));
  const [train, validation] = [await read(folder.train), await read(folder.validation)];
  expect([...conversationsOf(train)].filter((id) => conversationsOf(validation).has(id))).toEqual([]);

  const other = runFolder(join(root, 'again'));
  await prepareData({ source, method: 'sft', folder: other, validation: 0.2 });
  expect(await read(other.train)).toEqual(train);
  await prepareData({ source, method: 'sft', folder: other, validation: 0.2, seed: 1 });
  expect(await read(other.validation)).not.toEqual(validation);
});

test('of ten rows at least two are held out, and never all', async () => {
  for (const seed of Array.from({ length: 20 }, (_, index) => index)) {
    const source = await file('chats.jsonl', chats(10));
    const prepared = await prepareData({ source, method: 'sft', folder, validation: 0.001, seed });
    expect(prepared).toMatchObject({ rows: 8, validationRows: 2 });
  }
  const source = await file('same.jsonl', [...chats(1), ...chats(1)]);
  const prepared = await prepareData({ source, method: 'sft', folder, validation: 0.9 });
  expect(prepared).toMatchObject({ rows: 2, validationRows: 0 });
  expect(prepared.warnings.join(' ')).toMatch(/No rows are held out.*same conversation/);
  expect(await readdir(join(folder.folder, 'data'))).toEqual(['manifest.json', 'train.jsonl']);
});

test('a file of its own is validated on, and what it shares with the other is told', async () => {
  const source = await file('chats.jsonl', chats(20));
  const validation = await file('held-out.jsonl', [...chats(2), { messages: [ask('new'), say('new')] }]);
  const prepared = await prepareData({ source, method: 'sft', folder, validation });
  expect(prepared).toMatchObject({ rows: 20, validationRows: 3 });
  expect(prepared.warnings).toEqual([
    expect.stringContaining('2 rows of 3 to validate on are among those to train on'),
  ]);
});

test('the manifest says what was made of what', async () => {
  const source = await file('chats.jsonl', chats(12));
  const prepared = await prepareData({ source, method: 'sft', folder });
  const files = await readManifestFiles(folder.dataManifest);
  expect(files.map(({ name, rows, split }) => ({ name, rows, split }))).toEqual([
    { name: 'train.jsonl', rows: prepared.rows, split: 'train' },
    { name: 'validation.jsonl', rows: prepared.validationRows, split: 'validation' },
  ]);
  expect(JSON.parse(await readFile(folder.dataManifest, 'utf8'))).toMatchObject({
    sources: [{ name: 'chats.jsonl', sha256: prepared.sha256 }],
    options: { method: 'sft', format: 'sft', validation: 0.1, seed: '42' },
  });
});

test('bad rows are refused with their lines, and nothing is written', async () => {
  const source = await file('chats.jsonl', [
    ...chats(2),
    { messages: [ask('no answer')] },
    { messages: 'x' },
    { messages: [say('x')] },
  ]);
  await appendFile(source, '{"messages": [{"role": "user"\n');
  await expect(prepareData({ source, method: 'sft', folder })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(
      /^4 of 6 rows of chats\.jsonl cannot be trained on \(line 3: the conversation ends.*; line 4: .*; line 5: .*; and 1 more\)\. Correct them/,
    ) as unknown,
    details: {
      reasons: { 'no-answer': 2, 'wrong-value': 1, 'not-json': 1 },
      problems: [{ line: 3 }, { line: 4 }, { line: 5 }, { line: 6 }],
    },
  });
  expect(await readdir(root)).toEqual(['chats.jsonl']);
  const allowed = await prepareData({ source, method: 'sft', folder, maxProblems: 4 });
  expect(allowed).toMatchObject({ rows: 2, leftOut: { 'no-answer': 2, 'wrong-value': 1, 'not-json': 1 } });
});

test.each([
  ['sft', pairs(2), 'pairs', /holds preference rows .* use --method dpo/],
  ['dpo', chats(2), 'chats', /holds conversations, and dpo learns from preference rows .* use --method sft/],
  ['sft', [{ text: 'once' }], 'texts', /holds plain text/],
  ['sft', [{ question: 'a', answer: 'b' }], 'other', /in no known format; their columns are: question, answer/],
  ['sft', [{ prompt: 'a', completion: 'b' }], 'one', /has one row to train on/],
  ['sft', '', 'empty', /has no rows/],
  ['sft', '\n\n', 'blank', /has no rows/],
  ['sft', 'what?\nthat\n', 'words', /2 of 2 rows of words\.jsonl cannot be trained on \(line 1:/],
  [
    'dpo',
    [{ prompt: [say('x')], chosen: 'a', rejected: 'b' }],
    'order',
    /line 1: the prompt ends with a message of the assistant/,
  ],
  ['dpo', [{ chosen: 'a', rejected: 'b' }], 'no-prompt', /line 1: /],
] as const)('%s refuses what it cannot learn from: %j', async (method, rows, name, said) => {
  const source = await file(`${name}.jsonl`, rows);
  await expect(prepareData({ source, method, folder })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(said) as unknown,
  });
});

test('what is likely a mistake is told', async () => {
  const source = await file(
    'kto.jsonl',
    [...pairs(1), ...pairs(1)].map(({ prompt, chosen }) => ({ prompt, completion: chosen, label: true })),
  );
  const { warnings } = await prepareData({ source, method: 'kto', folder });
  expect(warnings.join('\n')).toMatch(
    /Only 2 rows[\s\S]*1 row \(50 %\) say exactly[\s\S]*All answers are labelled good/,
  );
});

test('a source that is written to meanwhile is refused', async () => {
  const source = await file('chats.jsonl', chats(2000));
  let told = 0;
  const changed = prepareData({
    source,
    method: 'sft',
    folder,
    onProgress: ({ completed, total }) => {
      if (completed > total! / 2 && told++ === 0) void appendFile(source, `${JSON.stringify(chats(1)[0])}\n`);
    },
  });
  await expect(changed).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('was changed') as unknown,
  });
  expect(await readdir(join(folder.folder, 'data'))).toEqual([]);
});

test('it can be cancelled, and says how far it is', async () => {
  const source = await file('chats.jsonl', chats(5));
  await expect(prepareData({ source, method: 'sft', folder, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'ABORTED',
  });
  const shares: number[] = [];
  await prepareData({
    source,
    method: 'sft',
    folder,
    onProgress: ({ completed, total }) => shares.push(completed / total!),
  });
  expect(shares).toEqual([0.5, 1]);
  await expect(prepareData({ source: join(root, 'none.jsonl'), method: 'sft', folder })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});
