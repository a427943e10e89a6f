import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { runFolder, type RunFolder } from '../run/run-folder.ts';
import { withEarlierRows } from '../config/earlier-rows.ts';
import { prepareEarlierRows } from './prepare-earlier-rows.ts';

let root: string;
let folder: RunFolder;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earlier-rows-'));
  folder = runFolder(join(root, 'run'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function configWith(rows: object[]): Promise<TrainingConfig> {
  const data = join(root, 'earlier.jsonl');
  await writeFile(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return trainingConfigSchema.parse({ continual: { replay: { data, fraction: 0.3 }, ewc: { data, lambda: 2 } } });
}

test('rows of earlier tasks are made for the trainer as well, whatever they are in', async () => {
  const config = await configWith([
    { instruction: 'Add', input: '1 2', output: '3' },
    { instruction: 'Add', input: '2 2', output: '4' },
  ]);
  await prepareEarlierRows({ config, folder });
  const row = (prompt: string, answer: string): string =>
    `${JSON.stringify({ prompt: [{ role: 'user', content: prompt }], completion: [{ role: 'assistant', content: answer }] })}\n`;
  const text = row('Add\n1 2', '3') + row('Add\n2 2', '4');
  expect(await readFile(folder.replay, 'utf8')).toBe(text);
  expect(await readFile(folder.ewc, 'utf8')).toBe(text);
  expect(withEarlierRows(config, folder).continual).toEqual({
    replay: { data: folder.replay, fraction: 0.3 },
    ewc: { data: folder.ewc, lambda: 2, samples: 64 },
  });
});

test('bad rows of them are refused with their lines', async () => {
  const config = await configWith([
    { instruction: 'Add', output: '3' },
    { instruction: 'Add', output: ' ' },
  ]);
  await expect(prepareEarlierRows({ config, folder })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('earlier.jsonl cannot be trained on (line 2: ') as unknown,
  });
});

test('without earlier tasks there is nothing to do', async () => {
  const config = trainingConfigSchema.parse({});
  await prepareEarlierRows({ config, folder });
  expect(withEarlierRows(config, folder)).toEqual(config);
});
