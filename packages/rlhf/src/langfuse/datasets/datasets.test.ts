import type { Interaction } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { interactionRecord } from '../../../test/interactions.ts';
import { langfuseKeys, LangfuseStandIn } from '../../../test/langfuse-stand-in.ts';
import { openTestLog } from '../../../test/log-folder.ts';
import type { LangfuseConnection } from '../connection.ts';
import { itemRow } from './item-row.ts';
import { pullDataset } from './pull-dataset.ts';
import { pushDataset, type PushDatasetReport } from './push-dataset.ts';

let langfuse: LangfuseStandIn;
let connection: LangfuseConnection;

beforeEach(async () => {
  langfuse = await new LangfuseStandIn().listen();
  connection = { url: langfuse.url, ...langfuseKeys };
});
afterEach(() => langfuse[Symbol.asyncDispose]());

type TestLog = ReturnType<typeof openTestLog>;

async function judgedLog(): Promise<TestLog> {
  const log = openTestLog();
  const same = { prompt: { type: 'text' as const, text: 'The same?' } };
  const interactions: [string, Partial<Interaction>][] = [
    ['corrected', {}],
    ['good', {}],
    ['unrated', {}],
    ['first', same],
    ['second', same],
    ['failed', { error: { code: 'INTERNAL', message: '', details: {}, retryable: false } }],
    ['metadata', { prompt: undefined, output: undefined }],
    ['loop.g0.c0', { request: 'loop', finishReason: 'tool-calls' }],
  ];
  for (const [second, [id, fields]] of interactions.entries()) {
    log.append(interactionRecord(id, { ...fields, time: `2026-11-21T08:00:0${second}.000Z` }));
  }
  const judge = { author: 'ada', source: 'api' } as const;
  await log.rate('all', 'corrected', { thumb: 'down', correction: 'Rather so.' }, judge);
  await log.rate('all', 'good', { score: 5 }, judge);
  await log.rate('all', 'second', { thumb: 'up' }, judge);
  return log;
}

const push = (log: TestLog, run?: string): Promise<PushDatasetReport> =>
  pushDataset({ connection, name: 'evals', records: log.records(), run });

test('prompts become items, with what is expected as far as ratings say it; again, nothing changes', async () => {
  const log = await judgedLog();
  const report = await push(log);
  expect(report).toEqual({
    dataset: 'evals',
    interactions: 8,
    items: 5,
    expected: 3,
    runItems: 0,
    leftOut: { failed: 1, 'no-text': 1, step: 1 },
  });
  const items = [...langfuse.items.values()];
  expect(items).toMatchObject([
    {
      input: [{ role: 'user', content: 'What is corrected?' }],
      expectedOutput: { role: 'assistant', content: 'Rather so.' },
      metadata: { interaction: 'corrected', model: 'small' },
    },
    { expectedOutput: { content: 'It is good.' } },
    { input: [{ role: 'user', content: 'What is unrated?' }] },
    { input: 'The same?', expectedOutput: { content: 'It is second.' }, metadata: { interaction: 'second' } },
  ]);
  expect(items).toHaveLength(4);
  expect(items[2]).not.toHaveProperty('expectedOutput');
  const before = structuredClone(items);
  await push(log);
  expect([...langfuse.items.values()]).toEqual(before);
});

test('an item that somebody has completed there is not emptied', async () => {
  const log = await judgedLog();
  await push(log);
  const unrated = [...langfuse.items.values()][2]!;
  unrated.expectedOutput = 'From a person';
  await push(log);
  expect(langfuse.items.get(unrated.id)?.expectedOutput).toBe('From a person');
});

test.each(['with run items', 'of spans alone'])('a run holds each answer once, on servers %s', async (kind) => {
  if (kind === 'of spans alone') langfuse.gone.add('POST dataset-run-items');
  const log = await judgedLog();
  expect(await push(log, 'small-1')).toMatchObject({ runItems: 5 });
  await push(log, 'small-1');
  await push(log, 'small-2');
  const spans = [...langfuse.spans.values()];
  expect(spans).toHaveLength(10);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(10);
  expect(langfuse.runItems).toHaveLength(kind === 'with run items' ? 10 : 0);
  const { attributes, spanId, traceId } = spans[0]!;
  const [item] = langfuse.items.values();
  expect(attributes).toMatchObject({
    'langfuse.experiment.name': 'small-1',
    'langfuse.experiment.dataset.id': 'dataset-0',
    'langfuse.experiment.item.id': item?.id,
    'langfuse.experiment.item.root_observation_id': spanId,
    'langfuse.observation.type': 'generation',
  });
  if (kind === 'with run items') {
    expect(langfuse.runItems[0]).toEqual({
      runName: 'small-1',
      datasetItemId: item?.id,
      traceId,
      observationId: spanId,
    });
  }
});

test('what others put into a data set becomes interactions, once', async () => {
  langfuse.datasets.set('theirs', { id: 'dataset-9', name: 'theirs' });
  const put = (id: string, input: unknown, expectedOutput?: unknown, status?: 'ARCHIVED'): void => {
    langfuse.items.set(id, { id, datasetName: 'theirs', input, expectedOutput, ...(status && { status }) });
  };
  put('1', 'Two plus two?', '4');
  put('2', [{ role: 'user', content: 'Hi' }], { role: 'assistant', content: 'Hello!' });
  put('3', { messages: [{ role: 'user', content: 'Three?' }] }, { answer: 'Three.' });
  put('4', { question: 'No answer?' });
  put('5', 'Old', 'Old', 'ARCHIVED');
  put('6', [{ role: 'nobody', content: 1 }], 'odd');
  const log = openTestLog();
  const options = { connection, name: 'theirs', log, sink: log, model: 'people' };
  expect(await pullDataset(options)).toEqual({
    dataset: 'theirs',
    items: 6,
    added: { interaction: 3, rating: 3 },
    known: 0,
    ignored: { 'no-expected-output': 1, archived: 1, 'not-a-conversation': 1 },
  });
  expect(await pullDataset(options)).toMatchObject({ added: {}, known: 6 });
  const { interactions } = await log.list('all', { tag: 'dataset:theirs' });
  expect(interactions).toHaveLength(3);
  const answers = interactions.map(({ interaction }) => interaction.output?.content);
  expect(new Set(answers)).toEqual(new Set(['4', 'Hello!', 'Three.']));
  expect(interactions[0]?.ratings).toMatchObject([{ thumb: 'up', source: 'langfuse', author: 'langfuse' }]);
});

test('what was pushed comes back as nothing, unless somebody has changed what is expected', async () => {
  const log = await judgedLog();
  await push(log);
  const pull = (): Promise<unknown> => pullDataset({ connection, name: 'evals', log, sink: log });
  expect(await pull()).toMatchObject({ items: 4, added: {}, ignored: { 'no-expected-output': 1 } });
  const [, , unrated] = langfuse.items.values();
  unrated!.expectedOutput = 'Better so.';
  expect(await pull()).toMatchObject({ added: { rating: 1 } });
  expect(await pull()).toMatchObject({ added: {} });
  expect((await log.get('all', 'unrated')).ratings).toMatchObject([{ correction: 'Better so.', source: 'langfuse' }]);
});

test('a data set that is not there is named', async () => {
  const log = openTestLog();
  const pulling = pullDataset({ connection, name: 'none', log, sink: log });
  await expect(pulling).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('"none"') });
});

test('an item without a conversation is read as well as it can be', () => {
  const user = (content: string): unknown => ({
    messages: [
      { role: 'user', content },
      { role: 'assistant', content: 'yes' },
    ],
  });
  expect(itemRow({ input: { Question: 'Why?' }, expectedOutput: 'yes' })).toEqual(user('Why?'));
  expect(itemRow({ input: { a: 1, b: 2 }, expectedOutput: 'yes' })).toEqual(user('{"a":1,"b":2}'));
  expect(itemRow({ input: null, expectedOutput: 'yes' })).toBeUndefined();
});
