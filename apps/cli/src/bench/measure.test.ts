import { expect, test } from 'vitest';
import { summarizeSamples } from './measure.ts';
import { benchPrompt } from './prompt.ts';

const usage = { promptTokens: 100, cachedTokens: 20, completionTokens: 11, reasoningTokens: 0 };

test('speeds are per request, the total over all of them', () => {
  const samples = [
    { startedAt: 0, firstAt: 100, endedAt: 600, usage, timings: { prefillMs: 80 } },
    { startedAt: 0, firstAt: 300, endedAt: 1100, usage, timings: { prefillMs: 160 } },
  ];
  expect(summarizeSamples(samples)).toEqual({
    streams: 2,
    timeToFirstTokenMs: 200,
    prefillTokensPerSecond: 750,
    decodeTokensPerSecond: (20 + 12.5) / 2,
    totalTokensPerSecond: 20,
    completionTokens: 22,
  });
});

test('what a server does not tell is not made up', () => {
  const samples = [{ startedAt: 0, firstAt: 100, endedAt: 600, usage: undefined, timings: undefined }];
  expect(summarizeSamples(samples)).toMatchObject({
    timeToFirstTokenMs: 100,
    prefillTokensPerSecond: null,
    decodeTokensPerSecond: null,
    totalTokensPerSecond: null,
  });
});

test('prompts have about the length asked for and differ', () => {
  expect(benchPrompt(256).split(/\s+/).length).toBeGreaterThan(220);
  expect(benchPrompt(256)).not.toBe(benchPrompt(256));
});
