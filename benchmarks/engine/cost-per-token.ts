/**
 * Our own cost: time in JavaScript per generated token, with a native library that answers at once. The batcher's loop,
 * detokenising, stop strings and events, then the same across a real process boundary.
 */
import { Batcher, type BatcherEvent } from '../../packages/runtime/src/llama-cpp/core/batcher.ts';
import type { NativeContext, NativeModel } from '../../packages/runtime/src/llama-cpp/core/binding.ts';
import { SamplerPool } from '../../packages/runtime/src/llama-cpp/core/sampler-pool.ts';
import type { Vocabulary } from '../../packages/runtime/src/llama-cpp/core/vocabulary.ts';
import { machineDescription } from '../machine.ts';
import { median } from '../statistics.ts';
import { markdownTable } from '../table.ts';

const tokensEach = 4000;
const rounds = 7;

const sampler = { applyConfig: () => undefined, dispose: () => undefined };
const context = {
  initBatch: () => undefined,
  addToBatch: (_sequence: number, _position: number, _tokens: Uint32Array, logitsAt: Uint32Array) => logitsAt,
  decodeBatch: () => Promise.resolve(),
  sampleToken: () => Promise.resolve(42),
  disposeSequence: () => undefined,
  removeTokenCellsFromSequence: () => true,
  getSequenceKvCacheMinPosition: () => 0,
  copySequenceStateFromOtherSequence: () => Promise.resolve(-1),
} as unknown as NativeContext;
const bytes = new TextEncoder().encode(' word');
const vocabulary = { isEnd: () => false, bytes: () => bytes, tokenize: () => [1] } as unknown as Vocabulary;

async function microsecondsPerToken(streams: number): Promise<number> {
  let open = streams;
  let finished: () => void;
  const end = new Promise<void>((resolve) => (finished = resolve));
  const batcher = new Batcher({
    llama: {} as never,
    model: {} as NativeModel,
    context,
    vocabulary,
    samplers: new SamplerPool(() => sampler),
    sequences: streams,
    contextSize: 100_000,
    batchSize: 512,
    divisible: true,
    compileGrammar: () => Promise.reject(new Error('none')),
    onEvents(events: BatcherEvent[]) {
      for (const entry of events) if ('event' in entry && entry.event.type === 'end' && --open === 0) finished();
    },
  });
  const startedAt = performance.now();
  for (let i = 0; i < streams; i++) {
    batcher.start({
      id: `${i}`,
      prompt: [1, 2, i],
      sampling: {},
      maxTokens: tokensEach,
      stop: ['###'],
      reusePrefix: false,
    });
  }
  await end;
  const microseconds = ((performance.now() - startedAt) * 1000) / (streams * tokensEach);
  await batcher.close();
  return microseconds;
}

console.log(`${machineDescription()}; ${rounds} rounds of ${tokensEach} tokens a stream\n`);
const rows: (string | number)[][] = [];
for (const streams of [1, 4, 8]) {
  const figures: number[] = [];
  for (let round = 0; round < rounds; round++) figures.push(await microsecondsPerToken(streams));
  rows.push([streams, median(figures)]);
}
console.log(markdownTable(['streams', 'µs of JavaScript per token'], rows));
