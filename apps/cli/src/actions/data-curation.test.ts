import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataRig } from '../../test/data-rig.ts';

const rig = dataRig();
const { run, runJson } = rig;

function fileOf(rows: readonly unknown[]): string {
  const path = join(rig.folder, 'train.jsonl');
  writeFileSync(path, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  return path;
}

function rowsOf(path: string): unknown[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

const sentence = 'The quick brown fox jumps over the lazy dog and then runs into the deep dark forest to rest';

test('dedupe: rows that say the same, or nearly', async () => {
  const file = fileOf([
    { text: sentence, n: 1 },
    { text: 'Something else', n: 2 },
    { text: sentence.toUpperCase(), n: 3 },
    { text: `${sentence} until the morning`, n: 4 },
    { text: 'something  ELSE', n: 5 },
  ]);
  const output = join(rig.folder, 'unique.jsonl');
  expect(await runJson('dedupe', file, '-o', output)).toMatchObject({
    read: 5,
    files: [{ rows: 2 }],
    duplicates: { exact: 2, near: 1, groups: 2 },
    leftOut: { duplicate: 3 },
    problems: [{ line: 3 }, { line: 4 }, { line: 5, message: 'it says the same as line 2, or nearly' }],
  });
  expect(rowsOf(output)).toMatchObject([{ n: 1 }, { n: 2 }]);
  expect(JSON.parse(readFileSync(`${output}.manifest.json`, 'utf8'))).toMatchObject({
    filters: { threshold: 0.8, keep: 'first' },
    counts: { read: 5, written: 2, leftOut: { duplicate: 3 } },
  });

  await run('dedupe', file, '-o', output, '--keep', 'longest');
  expect(rowsOf(output)).toMatchObject([{ n: 4 }, { n: 5 }]);
  expect((await run('dedupe', file, '-o', output, '--exact')).stderr).toContain('The same as another row: 2;');
  expect(rowsOf(output)).toMatchObject([{ n: 1 }, { n: 2 }, { n: 4 }]);
  await expect(run('dedupe', file, '-o', file)).rejects.toThrow('Name another file');
});

test('pii: lists lines and types but never what was found, and writes placeholders', async () => {
  const file = fileOf([
    { prompt: 'Hello', completion: 'Hi' },
    { prompt: 'I am ann@example.com', completion: 'Hello ann@example.com, from 93.184.216.34' },
    { prompt: 'password: hunter2', completion: 'bob@example.com' },
  ]);
  const listed = await run('pii', file);
  expect(listed.exitCode).toBe(1);
  expect(listed.stdout).toMatch(/LINE +FOUND\n +2 +1 email\n +3 +1 password, 1 email\n/);
  expect(listed.stdout).toMatch(/email +2\n/);
  expect(listed.stdout).toContain('2 of 3 rows hold something sensitive.');
  expect(listed.stdout).not.toContain('ann@');
  expect(await runJson('pii', file, '--types', 'password')).toMatchObject({ rows: 1, found: { password: 1 } });
  expect(await runJson('pii', file, '--ip')).toMatchObject({ found: { 'ip-address': 1, email: 2, password: 1 } });

  const output = join(rig.folder, 'redacted.jsonl');
  const written = await run('pii', file, '-o', output);
  expect(written).toMatchObject({ exitCode: undefined, stdout: `${output}\n` });
  expect(rowsOf(output)).toEqual([
    { prompt: 'Hello', completion: 'Hi' },
    { prompt: 'I am [EMAIL_1]', completion: 'Hello [EMAIL_1], from 93.184.216.34' },
    { prompt: 'password: [PASSWORD_1]', completion: '[EMAIL_1]' },
  ]);
  expect(await run('pii', output)).toMatchObject({ exitCode: undefined });
  await expect(run('pii', file, '--phone-regions', 'XX')).rejects.toThrow('is no country');
});

test('clean: old encodings, invisible characters, wrongly read text', async () => {
  const old = join(rig.folder, 'old.csv');
  writeFileSync(old, Buffer.from('text,n\nGrüße aus Köln  ,1\n', 'latin1'));
  const output = join(rig.folder, 'clean.jsonl');
  expect(await runJson('clean', old, '-o', output, '--encoding', 'latin1')).toMatchObject({
    read: 1,
    encoding: 'windows-1252',
    changed: 1,
  });
  expect(rowsOf(output)).toMatchObject([{ text: 'Grüße aus Köln' }]);

  const file = fileOf([{ text: 'GrÃ¼ÃŸe\u200B' }, { text: 'plain' }, { text: 'ﬁne' }]);
  expect((await run('clean', file, '-o', output)).stderr).toContain('1 of 3 rows changed, read as utf-8');
  expect(rowsOf(output)).toEqual([{ text: 'Grüße' }, { text: 'plain' }, { text: 'ﬁne' }]);
  await run('clean', file, '-o', output, '--unicode', 'NFKC', '--no-mojibake', '--no-invisible');
  expect(rowsOf(output)).toMatchObject([{ text: 'GrÃ1⁄4ÃŸe\u200B' }, {}, { text: 'fine' }]);
  await expect(run('clean', file, '-o', output, '--encoding', 'klingon')).rejects.toThrow('no known encoding');
});
