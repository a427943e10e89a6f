import type { Comparison, LogRecord, Rating, TuneloopError } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { interactionRecord } from '../../test/interactions.ts';
import { langfuseKeys, LangfuseStandIn } from '../../test/langfuse-stand-in.ts';
import { temporaryFolder } from '../../test/log-folder.ts';
import { spanIdOf, traceIdOf } from '../otel/trace-ids.ts';
import type { NetworkSink } from '../spool/network-sink.ts';
import { createLangfuseSink, type LangfuseSinkOptions } from './langfuse-sink.ts';

const time = '2026-11-21T08:00:00.000Z';
const arrival = Date.parse(time);

let langfuse: LangfuseStandIn;

beforeEach(async () => {
  langfuse = await new LangfuseStandIn().listen();
});
afterEach(() => langfuse[Symbol.asyncDispose]());

const comparison: Comparison = { id: 'comparison_1', time, drafts: ['left', 'right'] };

function testSink(options: Partial<LangfuseSinkOptions> = {}): NetworkSink & { problems: TuneloopError[] } {
  const problems: TuneloopError[] = [];
  const sink = createLangfuseSink({
    folder: temporaryFolder(),
    connection: { url: langfuse.url, ...langfuseKeys },
    comparison: async (id) => (id === comparison.id ? comparison : undefined),
    delayMs: 0,
    closeMs: 200,
    retry: { firstMs: 1, longestMs: 5 },
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  onTestFinished(() => sink[Symbol.asyncDispose]());
  return Object.assign(sink, { problems });
}

function rating(value: Partial<Rating>, id = 'rating_1'): LogRecord {
  return {
    version: 1,
    type: 'rating',
    rating: { id, interaction: 'chat_1', time, author: 'ada', source: 'api', ...value },
  };
}

function choice(outcome: 'preferred' | 'tie' | 'withdrawn', preferred?: string): LogRecord {
  const made = { id: 'choice_1', comparison: comparison.id, time, author: 'ada', source: 'web' as const };
  return { version: 1, type: 'choice', choice: { ...made, outcome, preferred } };
}

async function told(sink: NetworkSink, ...records: LogRecord[]): Promise<void> {
  for (const record of records) sink.write(record);
  await sink.drained();
}

const valuesByName = (): Record<string, unknown> =>
  Object.fromEntries([...langfuse.scores.values()].map(({ name, value }) => [name, value]));

test('a request is a trace with generations, tools, usage, time to first token, session, user and tags', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: arrival + 400 });
  onTestFinished(() => void vi.useRealTimers());
  const shared = { request: 'chat_1', conversation: 'talk', user: 'ada', tags: ['beta', 'web'] };
  const call = { id: 'call_1', name: 'calculate', arguments: '{"expression":"6*7"}' };
  await told(
    testSink({ environment: 'staging' }),
    interactionRecord('chat_1.g0.c0', { ...shared, output: { content: '', toolCalls: [call] } }),
    {
      version: 1,
      type: 'tool-call',
      call: {
        id: 'call_1',
        time,
        owner: 'local',
        tool: 'calculate',
        arguments: { expression: '6*7' },
        decision: 'allow',
        reason: '',
        status: 'success',
        durationMs: 2,
        resultBytes: 2,
      },
    },
    interactionRecord('chat_1', {
      ...shared,
      step: 1,
      adapters: [{ id: 'pirate@2', scale: 1 }],
      settings: { sampling: { temperature: 0.5 } },
      usage: { promptTokens: 20, cachedTokens: 8, completionTokens: 5, reasoningTokens: 1 },
      timings: { queueMs: 1, prefillMs: 20, timeToFirstTokenMs: 30, decodeMs: 70, totalMs: 100 },
    }),
  );
  const spans = [...langfuse.spans.values()];
  expect(spans.map(({ attributes }) => attributes['langfuse.observation.type'])).toEqual([
    'generation',
    'tool',
    'generation',
    'span',
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf('chat_1')]));
  const root = spanIdOf({ request: 'chat_1' });
  expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([root, root, root, undefined]);
  for (const { attributes } of spans) {
    expect(attributes).toMatchObject({
      'session.id': 'talk',
      'user.id': 'ada',
      'langfuse.trace.tags': ['beta', 'web'],
      'langfuse.trace.name': 'request',
    });
  }
  const last = langfuse.spans.get(spanIdOf({ interaction: 'chat_1' }))!.attributes;
  expect(last).toMatchObject({
    'langfuse.observation.model.name': 'small:pirate@2',
    'langfuse.observation.metadata.interaction': 'chat_1',
    'langfuse.observation.metadata.cached_tokens': 8,
    'gen_ai.usage.input_tokens': 20,
    'gen_ai.usage.output_tokens': 5,
  });
  const json = (name: string): unknown => JSON.parse(last[`langfuse.observation.${name}`] as string);
  expect(json('usage_details')).toEqual({ input: 20, output: 5, total: 25 });
  expect(json('completion_start_time')).toBe('2026-11-21T08:00:00.330Z');
  expect(json('model.parameters')).toEqual({ temperature: 0.5 });
  expect(json('input')).toEqual([{ role: 'user', content: 'What is chat_1?' }]);
  expect(json('output')).toEqual({ role: 'assistant', content: 'It is chat_1.' });
  // What is a part of the input must not be added to it.
  expect(last).not.toHaveProperty('gen_ai.usage.cache_read.input_tokens');
  expect(last).not.toHaveProperty('gen_ai.input.messages');
  expect(langfuse.requests).not.toContain('POST ingestion');
});

test('a rating becomes scores of its answer, of each kind, and the same one is not there twice', async () => {
  const sink = testSink();
  const full = rating({
    thumb: 'up',
    score: 4,
    tags: ['b', 'a'],
    correction: 'Better.',
    steps: [true, false],
    comment: 'Ok',
  });
  await told(sink, full, full);
  expect(valuesByName()).toEqual({ thumb: true, score: 4, tags: 'a, b', output: 'Better.', steps: 0.5 });
  expect([...langfuse.scores.values()].map(({ dataType }) => dataType)).toEqual([
    'BOOLEAN',
    'NUMERIC',
    'CATEGORICAL',
    'NUMERIC',
    'CORRECTION',
  ]);
  expect([...langfuse.scores.values()][0]).toMatchObject({
    comment: 'Ok',
    subject: { kind: 'observation', id: spanIdOf({ interaction: 'chat_1' }), traceId: traceIdOf('chat_1') },
    metadata: { author: 'ada', source: 'api', interaction: 'chat_1' },
  });
});

test('who thinks otherwise replaces a score, and taking it back removes it', async () => {
  const sink = testSink();
  await told(sink, rating({ thumb: 'up', score: 5 }), rating({ thumb: 'down' }, 'rating_2'));
  expect(valuesByName()).toEqual({ thumb: false, score: 5 });
  await told(sink, rating({ thumb: null, score: null, tags: null }, 'rating_3'));
  expect(langfuse.scores.size).toBe(0);
  await told(sink, rating({ comment: 'x'.repeat(600) }, 'rating_4'));
  expect([...langfuse.scores.values()]).toMatchObject([{ name: 'comment', value: 'x'.repeat(500), dataType: 'TEXT' }]);
});

test('the answer of a step and of another choice has its own observation in the same trace', async () => {
  await told(testSink(), rating({ interaction: 'chat_1.g2.c1', thumb: 'up' }));
  const subject = { id: spanIdOf({ interaction: 'chat_1.g2.c1' }), traceId: traceIdOf('chat_1') };
  expect([...langfuse.scores.values()]).toMatchObject([{ subject }]);
});

test('a choice says of each draft what became of it', async () => {
  const sink = testSink();
  const values = (): unknown[] => [...langfuse.scores.values()].map(({ value }) => value);
  await told(sink, choice('preferred', 'right'));
  expect(values()).toEqual(['not preferred', 'preferred']);
  await told(sink, choice('tie'));
  expect(values()).toEqual(['tie', 'tie']);
  await told(sink, choice('withdrawn'));
  expect(values()).toEqual([]);
});

test('what came from Langfuse does not go back', async () => {
  await told(testSink(), rating({ source: 'langfuse', thumb: 'up' }));
  expect(langfuse.requests).toEqual([]);
});

test('an outage loses nothing and doubles nothing', async () => {
  langfuse.failures.push(503, 500, 429);
  const sink = testSink();
  await told(sink, interactionRecord('chat_1'), rating({ thumb: 'up', score: 3 }));
  expect(langfuse.spans.size).toBe(2);
  expect(valuesByName()).toEqual({ thumb: true, score: 3 });
  expect(sink.problems).toHaveLength(1);
});

test('wrong keys are told of without being named, and what was to be sent waits', async () => {
  const sink = testSink({ connection: { url: langfuse.url, publicKey: 'pk-wrong', secretKey: 'sk-hidden' } });
  sink.write(interactionRecord('chat_1'));
  await vi.waitFor(() => expect(sink.problems).toHaveLength(1));
  expect(sink.problems[0]).toMatchObject({ code: 'UNAUTHORIZED' });
  expect(JSON.stringify([sink.problems[0]?.message, sink.problems])).not.toMatch(/sk-hidden|c2stLW/);
  expect(sink.counts()).toMatchObject({ delivered: 0, refused: 0 });
});
