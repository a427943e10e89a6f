import { expect, test } from 'vitest';
import type { EndedGeneration } from './generation-metrics.ts';
import { Timeline, type SampledNow } from './timeline.ts';

const quiet: SampledNow = { activeRequests: 0, queuedRequests: 0, memoryBytes: 1, eventLoopLagMs: 0 };
const generation = (changes: Partial<EndedGeneration>): EndedGeneration => ({
  promptTokens: 0,
  generatedTokens: 0,
  timeToFirstTokenMs: 10,
  prefillMs: 0,
  decodeMs: 0,
  ...changes,
});

test('tokens are spread over the time that they took, also over intervals that have ended', () => {
  const timeline = new Timeline({ intervalMs: 1000, samples: 10 }, 0);
  timeline.close(quiet, 1000);
  timeline.close(quiet, 2000);
  // Read from 500 to 1500, generated from 1500 to 2500.
  timeline.add(generation({ promptTokens: 100, generatedTokens: 40, prefillMs: 1000, decodeMs: 1000 }), 2500);
  timeline.close(quiet, 3000);
  const samples = timeline.samples(3000, 1_000_000);
  expect(samples.map((sample) => sample.promptTokensPerSecond)).toEqual([50, 50, 0]);
  expect(samples.map((sample) => sample.generatedTokensPerSecond)).toEqual([0, 20, 20]);
  expect(samples.map(({ time }) => Date.parse(time))).toEqual([998_000, 999_000, 1_000_000]);
});

test('what took no time counts where it ended', () => {
  const timeline = new Timeline({ intervalMs: 1000, samples: 10 }, 0);
  timeline.add(generation({ generatedTokens: 5 }), 500);
  timeline.close(quiet, 1000);
  expect(timeline.samples()[0]?.generatedTokensPerSecond).toBe(5);
});

test('percentiles are those of the last minute', () => {
  const timeline = new Timeline({ intervalMs: 1000, samples: 10 }, 0);
  for (let index = 1; index <= 20; index++) timeline.add(generation({ timeToFirstTokenMs: index * 10 }), index);
  timeline.close(quiet, 1000);
  timeline.close(quiet, 61_000);
  expect(timeline.samples().map(({ timeToFirstTokenMs }) => timeToFirstTokenMs)).toEqual([
    { p50: 100, p95: 190 },
    undefined,
  ]);
});

test('no more than so many samples are kept', () => {
  const timeline = new Timeline({ intervalMs: 1000, samples: 2 }, 0);
  for (const now of [1000, 2000, 3000]) timeline.close({ ...quiet, memoryBytes: now }, now);
  expect(timeline.samples().map(({ memoryBytes }) => memoryBytes)).toEqual([2000, 3000]);
});
