import { afterEach, beforeEach, expect, test } from 'vitest';
import { interactionRecord } from '../../../test/interactions.ts';
import { langfuseKeys, LangfuseStandIn } from '../../../test/langfuse-stand-in.ts';
import { openTestLog, temporaryFolder } from '../../../test/log-folder.ts';
import { spanIdOf, traceIdOf } from '../../otel/trace-ids.ts';
import { createLangfuseSink } from '../langfuse-sink.ts';
import { pullScores, type PullScoresOptions, type PullScoresReport } from './pull-scores.ts';

let langfuse: LangfuseStandIn;

beforeEach(async () => {
  langfuse = await new LangfuseStandIn().listen();
});
afterEach(() => langfuse[Symbol.asyncDispose]());

type TestLog = ReturnType<typeof openTestLog>;

/** A log, and a Langfuse that was told of the same. */
async function told(): Promise<TestLog> {
  const log = openTestLog();
  const connection = { url: langfuse.url, ...langfuseKeys };
  await using sink = createLangfuseSink({
    folder: temporaryFolder(),
    connection,
    comparison: async () => undefined,
    delayMs: 0,
  });
  for (const record of [
    interactionRecord('chat_1'),
    interactionRecord('chat_1.g0.c1', { request: 'chat_1', choice: 1 }),
  ]) {
    log.append(record);
    sink.write(record);
  }
  const rating = await log.rate('all', 'chat_1', { thumb: 'up' }, { author: 'ada', source: 'api' });
  sink.write({ version: 1, type: 'rating', rating });
  await sink.drained();
  return log;
}

const answer = { kind: 'observation', id: spanIdOf({ interaction: 'chat_1' }), traceId: traceIdOf('chat_1') };
const other = { kind: 'observation', id: spanIdOf({ interaction: 'chat_1.g0.c1' }), traceId: traceIdOf('chat_1') };
const trace = { kind: 'trace', id: traceIdOf('chat_1') };

const pull = (log: TestLog, options: Partial<PullScoresOptions> = {}): Promise<PullScoresReport> =>
  pullScores({ connection: { url: langfuse.url, ...langfuseKeys }, log, sink: log, ...options });

test('scores of people become ratings of the answer that they are about, once', async () => {
  const log = await told();
  langfuse.annotate({ id: 's1', name: 'thumb', value: false, dataType: 'BOOLEAN', subject: other, authorUserId: 'u1' });
  langfuse.annotate({ id: 's2', name: 'score', value: 4, dataType: 'NUMERIC', subject: answer, comment: 'Fine.' });
  langfuse.annotate({ id: 's3', name: 'tone', value: 'kind', dataType: 'CATEGORICAL', subject: trace });
  langfuse.annotate({ id: 's4', name: 'output', value: 'So.', dataType: 'CORRECTION', subject: answer });
  langfuse.annotate({ id: 's5', name: 'note', value: 'Hm.', dataType: 'TEXT', subject: trace });
  expect(await pull(log)).toEqual({ scores: 6, added: 5, known: 0, ignored: { ours: 1 } });
  expect(await pull(log)).toEqual({ scores: 6, added: 0, known: 5, ignored: { ours: 1 } });
  const { ratings } = await log.get('all', 'chat_1');
  expect(ratings.filter(({ source }) => source === 'langfuse')).toMatchObject([
    { score: 4, comment: 'Fine.', author: 'langfuse', time: '2026-11-21T09:00:00.000Z' },
    { tags: ['tone=kind'] },
    { correction: 'So.' },
    { comment: 'Hm.' },
  ]);
  expect((await log.get('all', 'chat_1.g0.c1')).ratings).toMatchObject([{ thumb: 'down', author: 'u1' }]);
  expect(langfuse.requests).not.toContain('GET v2/scores');
});

test('a score that was changed there is another rating', async () => {
  const log = await told();
  langfuse.annotate({ id: 's1', name: 'score', value: 2, dataType: 'NUMERIC', subject: answer });
  await pull(log);
  const updatedAt = '2096-11-21T10:00:00.000Z';
  langfuse.annotate({ id: 's1', name: 'score', value: 5, dataType: 'NUMERIC', subject: answer, updatedAt });
  expect(await pull(log)).toMatchObject({ added: 1, known: 0 });
  expect((await log.get('all', 'chat_1')).ratings.at(-1)).toMatchObject({ score: 5, time: updatedAt });
});

test('what says nothing of an answer is counted by reason', async () => {
  const log = await told();
  langfuse.annotate({ id: 's1', name: 'toxicity', value: true, dataType: 'BOOLEAN', subject: answer });
  langfuse.annotate({ id: 's2', name: 'score', value: 0.7, dataType: 'NUMERIC', subject: answer });
  langfuse.annotate({ id: 's3', name: 'thumb', value: true, dataType: 'BOOLEAN', subject: answer, source: 'EVAL' });
  langfuse.annotate({
    id: 's4',
    name: 'thumb',
    value: true,
    dataType: 'BOOLEAN',
    subject: { kind: 'session', id: 'x' },
  });
  langfuse.annotate({
    id: 's5',
    name: 'thumb',
    value: true,
    dataType: 'BOOLEAN',
    subject: { kind: 'trace', id: 'f00' },
  });
  expect(await pull(log)).toMatchObject({
    added: 0,
    ignored: { ours: 1, 'no-rating': 2, evaluator: 1, 'no-answer': 1, unknown: 1 },
  });
  const named = await pull(log, { names: { thumb: 'toxicity' } });
  expect(named).toMatchObject({ added: 1 });
});

test('wrong keys are explained without being named', async () => {
  const log = openTestLog();
  const connection = { url: langfuse.url, publicKey: 'pk', secretKey: 'sk-hidden' };
  const failure = await pull(log, { connection }).catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({ code: 'UNAUTHORIZED', message: expect.stringContaining('LANGFUSE_SECRET_KEY') });
  expect(JSON.stringify([failure, (failure as Error).message])).not.toContain('sk-hidden');
});
