import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rowFormats, textTemplates } from '@tuneloop/datasets';
import { expect, test } from 'vitest';
import { dataRig } from '../../test/data-rig.ts';
import { rowFormatNames, templateNames } from '../commands/data.ts';

const rig = dataRig();
const { run, runJson } = rig;

/** Forty conversations of one exchange, with two bad rows among them. */
function conversations(): string {
  const lines = Array.from({ length: 40 }, (_, index) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `question ${index}` },
        { role: 'assistant', content: 'x'.repeat(index + 1) },
      ],
      conversation: `c${index % 10}`,
    }),
  );
  lines[4] = '{"messages":';
  lines[9] = '{"messages":[]}';
  const path = join(rig.folder, 'train.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

test('help names the formats and templates that there are', () => {
  expect(rowFormatNames).toEqual(Object.keys(rowFormats));
  expect(templateNames).toEqual(textTemplates.map(({ name }) => name));
});

test('inspect tells the format, the columns and the first rows', async () => {
  const file = conversations();
  const { stdout, stderr } = await run('inspect', file, '--rows', '1');
  expect(stdout).toMatch(/Format: +sft, by the first 39 rows/);
  expect(stdout).toMatch(/messages +array +39 of 39/);
  expect(stdout).toContain('line 1: {"messages":[{"role":"user"');
  expect(stderr).toContain('line 5: the row is not JSON');
  expect(await runJson('inspect', file)).toMatchObject({ format: 'sft', rows: 39, sample: [{}, {}, {}] });

  const other = join(rig.folder, 'other.jsonl');
  writeFileSync(other, '{"chosen":"a"}\n');
  expect((await run('inspect', other)).stderr).toContain('Might be preference: without rejected.');
  await expect(run('validate', other)).rejects.toThrow('has no column rejected');
});

test('validate shows each wrong row, and its exit code says whether there are any', async () => {
  const file = conversations();
  const { stdout, exitCode } = await run('validate', file);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/ 5 {2}not-json +the row is not JSON\n +10 {2}empty/);
  expect(stdout).toContain('38 of 40 rows are right as sft; wrong: 1 not-json, 1 empty.');
  expect(await runJson('validate', file, '--format', 'kto', '--show', '2')).toMatchObject({
    rows: 40,
    valid: 0,
    invalid: 40,
    reasons: { 'not-json': 1, 'missing-field': 39 },
    problems: [
      { line: 1, reason: 'missing-field', message: 'prompt is missing' },
      { line: 5, reason: 'not-json' },
    ],
  });
});

test('stats: turns and characters', async () => {
  const file = conversations();
  expect(await runJson('stats', file)).toMatchObject({
    rows: 38,
    roles: { user: 38, assistant: 38 },
    turns: { mean: 2 },
    leftOut: { 'not-json': 1, empty: 1 },
  });
  const { stdout } = await run('stats', file);
  expect(stdout).toMatch(/^Rows: +38 of format sft/);
  expect(stdout).toMatch(/CHARACTERS +ROWS/);
});

test('split: by conversation, with a manifest that validates', async () => {
  const file = conversations();
  const { files, manifest } = (await runJson('split', file, '--validation', '0.3', '--test', '0.3')) as {
    files: { path: string; rows: number; split: string }[];
    manifest: string;
  };
  expect(files.map(({ split }) => split)).toEqual(['train', 'validation', 'test']);
  expect(files.reduce((sum, { rows }) => sum + rows, 0)).toBe(38);
  const places = files.map(({ path }) => new Set(readFileSync(path, 'utf8').match(/"c\d"/g)));
  expect(places.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(places.flatMap((place) => [...place])).size);

  const before = readFileSync(manifest, 'utf8');
  expect((await run('validate', manifest)).stdout).toBe('All files are as the manifest says.\n');
  await run('split', file, '--validation', '0.3', '--test', '0.3');
  expect(readFileSync(manifest, 'utf8')).toBe(before);
  rmSync(files[1]!.path);
  expect(await run('validate', manifest)).toMatchObject({
    exitCode: 1,
    stdout: 'train.validation.jsonl is not there\n',
  });
});

test('filter: all conditions must hold, and the manifest tells what was left out', async () => {
  const file = conversations();
  const output = join(rig.folder, 'short.csv.gz');
  expect(
    await runJson(
      'filter',
      file,
      '-o',
      output,
      '--max-characters',
      '30',
      '--exclude',
      '^x$',
      '--where',
      'conversation=c3',
    ),
  ).toMatchObject({ read: 40, files: [{ rows: 2, compression: 'gzip' }], leftOut: { filtered: 36 } });
  expect(JSON.parse(readFileSync(`${output}.manifest.json`, 'utf8'))).toMatchObject({
    filters: { maxCharacters: 30, exclude: '^x$', where: ['conversation=c3'] },
    counts: { read: 40, written: 2, leftOut: { 'not-json': 1, empty: 1, filtered: 36 } },
  });
  for (const [option, value] of [
    ['--match', '('],
    ['--where', 'x'],
    ['--min-score', 'x'],
  ] as const) {
    await expect(run('filter', file, '-o', output, option, value)).rejects.toThrow(option);
  }
});

test('convert: another format in another kind of file, and back', async () => {
  const file = conversations();
  const parquet = join(rig.folder, 'pairs.parquet');
  expect((await run('convert', file, '-o', parquet, '--to', 'prompt-completion')).stdout).toBe(`${parquet}\n`);
  const back = join(rig.folder, 'back.json');
  expect(await runJson('convert', parquet, '-o', back, '--to', 'sft')).toMatchObject({ read: 38, leftOut: {} });
  const rows = JSON.parse(readFileSync(back, 'utf8')) as unknown[];
  const [first] = readFileSync(file, 'utf8').split('\n', 1);
  expect(rows[0]).toEqual(JSON.parse(first!));
  expect(rows).toHaveLength(38);

  const text = join(rig.folder, 'text.jsonl');
  await run('convert', back, '-o', text, '--to', 'text', '--template', 'chatml');
  expect(readFileSync(text, 'utf8')).toContain('<|im_start|>user\\nquestion 0<|im_end|>');
  await expect(run('convert', file, '-o', file)).rejects.toThrow('Name another file');
});

test('download: to a name that is free, checked by its hash', async () => {
  const server = createServer((_request, response) => response.end('{"text":"a"}\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/train.jsonl`;
  const output = join(rig.folder, 'train.jsonl');
  const data = ['--data', rig.folder, '--cache', rig.folder];
  try {
    expect((await run('download', url, '-o', output, ...data)).stdout).toBe(`${output}\n`);
    expect(await runJson('validate', output)).toMatchObject({ format: 'text', valid: 1 });
    await expect(run('download', url, '-o', output, ...data)).rejects.toThrow('is there already');
    const pinned = `${url}#sha256=${'0'.repeat(64)}`;
    await expect(run('download', pinned, '-o', output, '--force', ...data)).rejects.toThrow(/sha-?256/i);
    expect(readFileSync(output, 'utf8')).toBe('{"text":"a"}\n');
    await expect(run('download', 'train.jsonl', ...data)).rejects.toThrow('not a reference');
  } finally {
    server.close();
  }
});
