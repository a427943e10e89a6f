import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureOutput, type CapturedOutput } from '../../test/capture-output.ts';
import { startScriptedServer } from '../../test/scripted-server.ts';
import { exportData } from './export.ts';
import { importData } from './import.ts';

let folder: string;
let terminal: CapturedOutput;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-export-'));
  terminal = captureOutput();
});
afterEach(async () => {
  terminal[Symbol.dispose]();
  await rm(folder, { recursive: true, force: true });
});

const row = {
  prompt: [{ role: 'user', content: 'Hi' }],
  chosen: [{ role: 'assistant', content: 'Hello!' }],
  rejected: [{ role: 'assistant', content: 'What?' }],
};

test('what is imported is exported, to the same bytes, and again from its manifest', async () => {
  const [pairs, output, again] = ['pairs.jsonl', 'out.jsonl', 'again.jsonl'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(pairs, `${JSON.stringify(row)}\nnot JSON\n`);
  const data = { data: join(folder, 'data') };
  await importData(pairs, { ...data, model: 'teacher', tag: ['t'] });
  expect(terminal.stderr).toContain('1 row (preference): 2 interactions, 1 comparison, 1 choice.');
  expect(terminal.stderr).toContain('line 2: ');
  await exportData({ ...data, format: 'dpo', output, where: ['model=teacher', 'tag=t'] });
  expect(terminal.stdout).toBe(`${output}\n`);
  expect(await readFile(output, 'utf8')).toBe(`${JSON.stringify(row)}\n`);
  await exportData({ ...data, manifest: `${output}.manifest.json`, output: again });
  expect(await readFile(again, 'utf8')).toBe(await readFile(output, 'utf8'));

  terminal.stdout = '';
  await importData(pairs, { ...data, json: true });
  expect(JSON.parse(terminal.stdout)).toMatchObject({ added: {}, known: 4, problems: { count: 1 } });
});

test('a server exports what it has, and keeps no copy', async () => {
  await using server = await startScriptedServer(folder);
  const post = (path: string, body: object): Promise<Response> =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  for (let count = 0; count < 8; count += 1) {
    const answer = await post('/v1/chat/completions', { messages: [{ role: 'user', content: `Hi ${count}` }] });
    const { id } = (await answer.json()) as { id: string };
    expect((await post(`/v1/interactions/${id}/ratings`, { thumb: count < 6 ? 'up' : 'down' })).status).toBe(200);
  }
  const output = join(folder, 'fetched.jsonl');
  await exportData({ url: server.url, format: 'sft', output, goodScore: 5, validation: 0.5, where: ['rating=any'] });
  expect(terminal.stdout.split('\n')).toEqual([
    join(folder, 'fetched.train.jsonl'),
    join(folder, 'fetched.validation.jsonl'),
    '',
  ]);
  expect(terminal.stderr).toMatch(/6 rows .* of 6 of 8 interactions[^]*rated-bad +2/);
  const manifest = JSON.parse(await readFile(`${output}.manifest.json`, 'utf8')) as { settings: object };
  expect(manifest.settings).toMatchObject({ goodScore: 5, where: { rating: 'any' }, split: { validation: 0.5 } });
  expect(await readFile(join(folder, 'fetched.train.jsonl'), 'utf8')).toContain(`"content":"Hi `);
});

test.each([
  [{ format: 'sft' }, '--output'],
  [{ manifest: 'm', format: 'sft', output: 'o' }, '--manifest'],
  [{ format: 'sft', output: 'o' }, 'Nothing is recorded'],
  [{ format: 'sft', output: 'o.parquet', url: 'http://127.0.0.1:9' }, 'JSONL'],
])('export %j is refused', async (options, message) => {
  await expect(exportData({ data: join(folder, 'data'), ...options } as object)).rejects.toThrow(message);
});
