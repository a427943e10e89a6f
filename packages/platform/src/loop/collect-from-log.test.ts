import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder, type TrainingMethod } from '@tuneloop/lora';
import { expect, onTestFinished, test } from 'vitest';
import { openLoopLog, type LoopLog } from '../../test/loop-log.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { collectedFile, collectFromLog, type CollectOptions } from './collect-from-log.ts';
import { countJudgements } from './judgement-count.ts';

const judge = { author: 'ada', source: 'api' } as const;

interface Rig extends LoopLog {
  collect(options?: Partial<CollectOptions>): ReturnType<typeof collectFromLog>;
  rows(): Promise<Record<string, unknown>[]>;
}

async function start(): Promise<Rig> {
  const temporary = await temporaryFolder();
  const rig = openLoopLog(temporary.path);
  onTestFinished(async () => {
    await rig[Symbol.asyncDispose]();
    await temporary[Symbol.asyncDispose]();
  });
  const folder = runFolder(join(temporary.path, 'run_1'));
  return {
    ...rig,
    collect: (options = {}) =>
      collectFromLog({
        log: rig.log,
        method: 'dpo',
        folder,
        minRatings: 1,
        asOf: new Date(Date.now() + 1000).toISOString(),
        ...options,
      }),
    rows: async () => {
      const lines = (await readFile(collectedFile(folder), 'utf8')).trim().split('\n');
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}

test('each person counts once for each answer, comments and tags not at all', async () => {
  const { log, answer, rate } = await start();
  const [one, other] = [answer('2 + 2?', '4'), answer('2 + 2?', '5')];
  await rate(one, { thumb: 'up' });
  await rate(one, { thumb: 'down' });
  await rate(one, { score: 4 }, 'bob');
  await rate(other, { comment: 'Hm.', tags: ['x'] });
  expect(await countJudgements({ log })).toBe(2);
  const { id } = await log.compare('all', { id: 'comparison_1', drafts: [one, other] });
  await log.choose('all', id, { outcome: 'preferred', preferred: one }, judge);
  await log.choose('all', id, { outcome: 'tie' }, judge);
  expect(await countJudgements({ log })).toBe(3);
  await log.choose('all', id, { outcome: 'withdrawn' }, judge);
  await rate(one, { thumb: null });
  expect(await countJudgements({ log })).toBe(1);
});

test('what was said before the last loop counts no more, and is trained on all the same', async () => {
  const { log, answer, rate, collect, rows } = await start();
  await rate(answer('2 + 2?', '5'), { correction: '4' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const since = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await rate(answer('3 + 3?', '5'), { correction: '6' });
  expect(await countJudgements({ log, since })).toBe(1);
  expect(await collect({ since })).toMatchObject({ rows: 2, ratings: 1, leftOut: {}, format: 'dpo' });
  expect(await rows()).toHaveLength(2);
  await expect(collect({ since, minRatings: 2 })).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: expect.stringMatching(/^1 of 2 ratings since the last loop/),
    details: { reason: 'too-few-ratings' },
  });
});

test('rows of one conversation are told to belong together', async () => {
  const { answer, rate, collect, rows } = await start();
  for (const [conversation, prompt] of [
    ['a', '1 + 1?'],
    ['a', '2 + 2?'],
    ['b', '3 + 3?'],
  ] as const) {
    await rate(answer(prompt, 'wrong', { conversation }), { correction: 'right' });
  }
  await collect();
  const groups = new Map<unknown, number>();
  for (const { conversation } of await rows()) groups.set(conversation, (groups.get(conversation) ?? 0) + 1);
  expect([...groups.values()].toSorted((one, other) => one - other)).toEqual([1, 2]);
});

test.each<[TrainingMethod, string[]]>([
  ['sft', ['completion', 'conversation', 'prompt']],
  ['dpo', ['chosen', 'conversation', 'prompt', 'rejected']],
  ['orpo', ['chosen', 'conversation', 'prompt', 'rejected']],
  ['reward', ['chosen', 'conversation', 'rejected']],
  ['kto', ['completion', 'conversation', 'label', 'prompt']],
  ['grpo', ['conversation', 'prompt', 'reference']],
])('rows for %s', async (method, columns) => {
  const { answer, rate, collect, rows } = await start();
  for (const prompt of ['1 + 1?', '2 + 2?'])
    await rate(answer(prompt, 'wrong'), { thumb: 'down', correction: 'right' });
  await collect({ method });
  const [row = {}] = await rows();
  expect(Object.keys(row).toSorted()).toEqual(columns);
});

test('the same moment gives the same rows, whatever is said meanwhile', async () => {
  const { answer, rate, collect, rows } = await start();
  for (const prompt of ['1 + 1?', '2 + 2?']) await rate(answer(prompt, 'wrong'), { correction: 'right' });
  const asOf = new Date().toISOString();
  await collect({ asOf });
  const before = await rows();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await rate(answer('3 + 3?', 'wrong'), { correction: 'right' });
  await collect({ asOf });
  expect(await rows()).toEqual(before);
});

test('ratings that a method cannot learn from are told by their reasons', async () => {
  const { answer, rate, collect } = await start();
  await rate(answer('2 + 2?', '4'), { thumb: 'up' });
  await rate(answer('3 + 3?', '6'), { thumb: 'up' });
  await expect(collect()).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: expect.stringMatching(/^Of 2 ratings came no rows for dpo \(left out: 2 no-sibling\)\. It learns from/),
  });
});

test('only interactions that were asked for are counted and taken', async () => {
  const { answer, rate, collect } = await start();
  for (const model of ['a', 'b', 'b']) await rate(answer(`${model}?`, 'wrong', { model }), { correction: 'right' });
  await expect(collect({ where: { model: 'a' } })).rejects.toThrow('one row');
  expect(await collect({ where: { model: 'b' }, minRatings: 2 })).toMatchObject({ ratings: 2 });
});
