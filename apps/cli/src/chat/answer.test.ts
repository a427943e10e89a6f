import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { TuneloopError } from '@tuneloop/protocol';
import { receiveAnswer } from './answer.ts';
import { summarizeAnswer } from './answer-summary.ts';
import { createAnswerWriter } from './answer-writer.ts';
import type { AnswerEvent } from './chat-model.ts';

function createStream(isTTY: boolean, hasColors = false): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, getColorDepth: () => 1, hasColors: () => hasColors });
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
}

async function* play(events: AnswerEvent[], failure?: Error): AsyncGenerator<AnswerEvent> {
  yield* events;
  if (failure) throw failure;
}

const hello: AnswerEvent[] = [
  { type: 'reasoning-delta', text: 'hm' },
  { type: 'text-delta', text: 'a\u001b[31m' },
  { type: 'text-delta', text: 'b' },
];

test('a terminal gets no control characters, and reasoning apart from the answer', async () => {
  const [stdout, stderr] = [createStream(true), createStream(true)];
  const writer = createAnswerWriter(stdout.stream, stderr.stream);
  const end: AnswerEvent = { type: 'generation-end', finishReason: 'stop' };
  const answer = await receiveAnswer(play([...hello, end]), writer);
  writer.finish();
  expect(stdout.text()).toBe('a[31mb\n');
  expect(stderr.text()).toContain('hm');
  expect(answer).toMatchObject({ text: 'a\u001b[31mb', reasoning: 'hm', finishReason: 'stop' });
});

test('a terminal with colours gets markdown as it looks, and its end before the reasoning that follows', async () => {
  const [stdout, stderr] = [createStream(true, true), createStream(true)];
  const writer = createAnswerWriter(stdout.stream, stderr.stream);
  const pieces = ['so **', 'bold', '\u001b[2J** and *', 'open'];
  const events = pieces.map((text): AnswerEvent => ({ type: 'text-delta', text }));
  await receiveAnswer(play([...events, { type: 'reasoning-delta', text: 'hm' }]), writer);
  writer.finish();
  expect(stdout.text()).toBe('so \u001b[1mbold[2J\u001b[0m and \u001b[3mopen\u001b[0m\n');
  expect(stderr.text()).toContain('hm');
});

test('a file gets the text as it is, and nobody the reasoning', async () => {
  const [stdout, stderr] = [createStream(false), createStream(false)];
  const writer = createAnswerWriter(stdout.stream, stderr.stream);
  await receiveAnswer(play(hello), writer);
  writer.finish();
  expect(stdout.text()).toBe('a\u001b[31mb\n');
  expect(stderr.text()).toBe('');
});

test('an abort keeps what has come; another failure throws', async () => {
  const writer = createAnswerWriter(createStream(false).stream, createStream(false).stream);
  const stopped = await receiveAnswer(play(hello, new TuneloopError('ABORTED', 'x')), writer);
  expect(stopped).toMatchObject({ finishReason: 'interrupted', text: 'a\u001b[31mb' });
  await expect(receiveAnswer(play(hello, new TuneloopError('BUSY', 'full')), writer)).rejects.toThrow('full');
});

test('the summary tells what is known', () => {
  const usage = { promptTokens: 40, cachedTokens: 30, completionTokens: 11, reasoningTokens: 0 };
  const timings = { decodeMs: 100, timeToFirstTokenMs: 85 };
  expect(summarizeAnswer({ text: 'x', reasoning: '', finishReason: 'length', usage, timings })).toBe(
    'cut at the token limit · 11 tokens · 100.0 tokens/s · first after 85 ms · 30 of 40 prompt tokens reused',
  );
  expect(summarizeAnswer({ text: 'x', reasoning: '', finishReason: 'stop' })).toBe('');
});
