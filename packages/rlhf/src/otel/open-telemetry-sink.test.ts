import type { Interaction, LogRecord, ToolCallRecord, TuneloopError } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { interactionRecord } from '../../test/interactions.ts';
import { temporaryFolder } from '../../test/log-folder.ts';
import { startOtlpReceiver, type OtlpReceiverProcess, type ReceivedSpan } from '../../test/otlp-receiver.ts';

import type { TraceParent } from './trace-parent.ts';
import {
  createOpenTelemetrySink,
  type OpenTelemetrySink,
  type OpenTelemetrySinkOptions,
} from './open-telemetry-sink.ts';

const arrival = Date.parse('2026-11-21T08:00:00.000Z');

let receiver: OtlpReceiverProcess;

beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

function testSink(
  options: Partial<Omit<OpenTelemetrySinkOptions, 'receiver'>> = {},
  to: Partial<OpenTelemetrySinkOptions['receiver']> = {},
): OpenTelemetrySink & { problems: TuneloopError[] } {
  const problems: TuneloopError[] = [];
  const sink = createOpenTelemetrySink({
    folder: temporaryFolder(),
    receiver: { url: `${receiver.url}/v1/traces`, encoding: 'json', ...to },
    delayMs: 0,
    closeMs: 500,
    retry: { firstMs: 1, longestMs: 10 },
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  onTestFinished(() => sink[Symbol.asyncDispose]());
  return Object.assign(sink, { problems });
}

function toolCall(id: string, fields: Partial<ToolCallRecord> = {}): LogRecord {
  const call: ToolCallRecord = {
    id,
    time: '2026-11-21T08:00:00.300Z',
    owner: 'key_1',
    tool: 'calculate',
    arguments: { expression: '6*7' },
    decision: 'allow',
    reason: 'a rule',
    status: 'success',
    durationMs: 25,
    resultBytes: 14,
    ...fields,
  };
  return { version: 1, type: 'tool-call', call };
}

/** A request whose first answer called a tool, and whose second one is final. */
function toolLoop(): LogRecord[] {
  const shared: Partial<Interaction> = { request: 'chat_1', conversation: 'talk', user: 'ada', tags: ['beta'] };
  const timings = { queueMs: 1, prefillMs: 20, timeToFirstTokenMs: 30, decodeMs: 70, totalMs: 100 };
  return [
    interactionRecord('chat_1.g0.c0', {
      ...shared,
      timings,
      output: { content: '', toolCalls: [{ id: 'call_1', name: 'calculate', arguments: '{"expression":"6*7"}' }] },
      finishReason: 'tool-calls',
    }),
    toolCall('call_1'),
    interactionRecord('chat_1', { ...shared, timings, step: 1, output: { content: '42', reasoning: 'Easy.' } }),
  ];
}

const phases: ReadonlySet<string> = new Set(['queue', 'prefill', 'decode']);

/** Without those of the phases. */
function mainSpans(): ReceivedSpan[] {
  return receiver.spans.filter(({ name }) => !phases.has(name));
}

function byName(spans: ReceivedSpan[]): Record<string, ReceivedSpan> {
  return Object.fromEntries(spans.map((span) => [span.name, span]));
}

test('a request is a trace: its generations and calls of tools lie in it', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: arrival + 400 });
  onTestFinished(() => void vi.useRealTimers());
  const sink = testSink();
  for (const record of toolLoop()) sink.write(record);
  await sink.drained();
  const spans = mainSpans();
  expect(spans.map(({ name }) => name)).toEqual([
    'chat small',
    'execute_tool calculate',
    'chat small',
    'request small',
  ]);
  const [first, tool, last, request] = spans as [ReceivedSpan, ReceivedSpan, ReceivedSpan, ReceivedSpan];
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(first.traceId).toMatch(/^[\da-f]{32}$/);
  expect([first, tool, last].map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(request.spanId));
  expect(request.parentSpanId).toBeUndefined();
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(4);
  const ms = (nano: string): number => Number(BigInt(nano) / 1_000_000n) - arrival;
  const [queue, prefill, decode] = receiver.spans.slice(1, 4) as [ReceivedSpan, ReceivedSpan, ReceivedSpan];
  expect([queue, prefill, decode].map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual(
    ['queue', 'prefill', 'decode'].map((name) => [name, first.spanId]),
  );
  expect([queue, prefill, decode].map((span) => [ms(span.startTimeUnixNano), ms(span.endTimeUnixNano)])).toEqual([
    [300, 301],
    [301, 321],
    [330, 400],
  ]);
  expect(decode.events).toMatchObject([{ name: 'first token', timeUnixNano: String((arrival + 330) * 1e6) }]);
  expect([ms(request.startTimeUnixNano), ms(request.endTimeUnixNano)]).toEqual([0, 400]);
  expect([ms(last.startTimeUnixNano), ms(last.endTimeUnixNano)]).toEqual([300, 400]);
  expect([ms(tool.startTimeUnixNano), ms(tool.endTimeUnixNano)]).toEqual([300, 325]);
  expect(tool.attributes).toMatchObject({ 'gen_ai.tool.call.id': 'call_1', 'session.id': 'talk', 'user.id': 'ada' });
  expect(last.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'scripted',
    'gen_ai.request.model': 'small',
    'gen_ai.request.max_tokens': 100,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 10,
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.response.time_to_first_chunk': 0.03,
    'gen_ai.conversation.id': 'talk',
    'user.id': 'ada',
    'tuneloop.tags': ['beta'],
    'tuneloop.interaction.id': 'chat_1',
  });
});

test('texts are told only where that is wanted', async () => {
  const failed = interactionRecord('chat_2', {
    error: { code: 'UPSTREAM_FAILED', message: 'It said: secret words', details: {}, retryable: true },
  });
  const quiet = testSink();
  for (const record of [...toolLoop(), failed]) quiet.write(record);
  await quiet.drained();
  expect(JSON.stringify(receiver.spans)).not.toMatch(/6\*7|What is|Easy|secret words/);
  expect(receiver.spans.at(-1)).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'UPSTREAM_FAILED' } });

  receiver.spans.length = 0;
  const talkative = testSink({ content: true });
  for (const record of [...toolLoop(), failed]) talkative.write(record);
  await talkative.drained();
  const spans = byName(mainSpans().slice(0, 4));
  expect(JSON.parse(spans['chat small']!.attributes['gen_ai.output.messages'] as string)).toEqual([
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'Easy.' },
        { type: 'text', content: '42' },
      ],
      finish_reason: 'stop',
    },
  ]);
  expect(JSON.parse(spans['chat small']!.attributes['gen_ai.input.messages'] as string)).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'What is chat_1?' }] },
  ]);
  expect(spans['execute_tool calculate']!.attributes['gen_ai.tool.call.arguments']).toBe('{"expression":"6*7"}');
  expect(receiver.spans.at(-1)?.status).toEqual({ code: 2, message: 'It said: secret words' });
});

test('what happens in a span of somebody else lies in it, and goes as that one does', async () => {
  const parent = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), isSampled: true };
  let current: TraceParent | undefined = parent;
  const sink = testSink({ parent: () => current, sampler: () => false });
  for (const record of toolLoop()) sink.write(record);
  sink.addSpan({
    trace: parent.traceId,
    id: parent.spanId,
    name: 'POST /v1/chat/completions',
    kind: 'server',
    start: arrival,
    end: arrival + 400,
    attributes: { 'http.route': '/v1/chat/completions' },
  });
  current = { ...parent, isSampled: false };
  sink.write(interactionRecord('unsampled'));
  current = undefined;
  sink.write(interactionRecord('alone'));
  await sink.drained();
  const spans = mainSpans();
  expect(spans.map(({ name }) => name)).toEqual([
    'chat small',
    'execute_tool calculate',
    'chat small',
    'POST /v1/chat/completions',
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([parent.traceId]));
  expect(spans.slice(0, 3).map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(parent.spanId));
});

test('a call that no answer asked for is a trace of its own', async () => {
  const sink = testSink();
  sink.write(toolCall('from-mcp', { status: 'error', decision: 'deny' }));
  await sink.drained();
  expect(receiver.spans).toMatchObject([
    { name: 'execute_tool calculate', attributes: { 'error.type': 'TOOL_DENIED' } },
  ]);
  expect(receiver.spans[0]).not.toHaveProperty('parentSpanId');
});

test('sends protobuf by default, with the headers that are set', async () => {
  const sink = testSink({}, { encoding: undefined, headers: { 'x-key': 'of the receiver' } });
  sink.write(interactionRecord('chat_1'));
  await sink.drained();
  expect(receiver.requests).toMatchObject([
    { path: '/v1/traces', headers: { 'content-type': 'application/x-protobuf', 'x-key': 'of the receiver' } },
  ]);
  expect(receiver.requests[0]!.body.includes('gen_ai.request.model')).toBe(true);
});

test('waits for a receiver that is not there, and sends again what it may not have got', async () => {
  const sink = testSink();
  receiver.refuse.push({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, { status: 401, body: 'no' });
  sink.write(interactionRecord('chat_1'));
  await sink.drained();
  expect(mainSpans()).toHaveLength(2);
  expect(sink.problems).toMatchObject([{ code: 'UPSTREAM_FAILED', message: expect.stringContaining('503') }]);
});

test('one that cannot be reached is told of once, without what its headers hold', async () => {
  await receiver[Symbol.asyncDispose]();
  const sink = testSink({ closeMs: 50 }, { headers: { a: 'hidden' } });
  sink.write(interactionRecord('chat_1'));
  await vi.waitFor(() => expect(sink.problems).toHaveLength(1));
  await new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
  expect(sink.problems).toMatchObject([{ message: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/) }]);
  expect(JSON.stringify(sink.problems)).not.toContain('hidden');
});

test('what a receiver refuses for good holds up nothing else', async () => {
  const sink = testSink();
  receiver.refuse.push({ status: 413 }, { status: 400, body: 'too odd' });
  sink.write(interactionRecord('odd'));
  sink.write(interactionRecord('fine'));
  await sink.drained();
  expect(mainSpans().map(({ attributes }) => attributes['gen_ai.response.id'])).toEqual(['fine', 'fine']);
  expect(sink.counts()).toMatchObject({ delivered: 1, refused: 1 });
  expect(sink.problems).toMatchObject([{ code: 'INVALID_REQUEST', message: expect.stringContaining('too odd') }]);
});
