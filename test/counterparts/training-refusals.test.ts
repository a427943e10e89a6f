import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTestLanguageModel } from '../../packages/runtime/src/testing/index.ts';
import { runTuneloop } from './finetune/programs.ts';

let folder: string;
const path = (name: string): string => join(folder, name);
const rows = (count: number, row: (index: number) => unknown): string =>
  Array.from({ length: count }, (_, index) => `${JSON.stringify(row(index))}\n`).join('');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-refusals-'));
  await writeTestLanguageModel({ path: path('model.gguf') });
  const chat = (index: number): unknown => ({
    messages: [
      { role: 'user', content: `question ${index}` },
      { role: 'assistant', content: 'answer' },
    ],
  });
  await writeFile(path('chats.jsonl'), rows(12, chat));
  await writeFile(path('text.gguf'), 'no model');
  await mkdir(path('nothing'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names that begin with `@` are files of the test's folder. */
const finetune = 'finetune --offline --model @model.gguf --data';
test.for([
  ['finetune --offline --model @model.gguf', 2, 'Say what to train on: --data FILE'],
  [`${finetune} @gone.jsonl`, 2, 'There is no file'],
  [`${finetune} @chats.jsonl --validation 7`, 2, 'to measure on other rows, name their file'],
  [`${finetune} @chats.jsonl --promote-if happiness>0.5`, 2, 'there is no metric "happiness"'],
  [`${finetune} @chats.jsonl`, 1, 'Downloads are switched off: train once with the network'],
  ['finetune --resume run_none', 1, 'tuneloop finetune --list'],
  ['adapters promote nobody@1', 1, 'tuneloop adapters list'],
  ['quantize @text.gguf', 1, 'is not a GGUF file'],
  ['convert @nothing', 2, 'it has no adapter_config.json'],
] as const)('%s', async ([command, status, said]) => {
  const args = command.split(' ').map((word) => (word.startsWith('@') ? path(word.slice(1)) : word));
  const env = { ...process.env, TUNELOOP_DATA: path('data'), TUNELOOP_CACHE: path('cache'), LORA_PATHS: path('live') };
  const { code, stdout, stderr } = await runTuneloop(args, env);
  expect([code, stdout]).toEqual([status, '']);
  expect(stderr.split('\n').filter((line) => line.startsWith('error: '))).toEqual([expect.stringContaining(said)]);
  for (const place of ['data/training', 'live']) expect(await readdir(path(place)).catch(() => [])).toEqual([]);
  expect((await readdir(folder)).filter((name) => /partial|part$/.test(name))).toEqual([]);
});
