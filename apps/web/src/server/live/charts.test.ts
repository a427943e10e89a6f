import { expect, test } from 'vitest';
import { chartsOf } from './charts.ts';
import type { Sample } from './metrics-query.ts';

const sample = (changes: Partial<Sample>): Sample => ({
  time: 100,
  active_requests: 1,
  queued_requests: 0,
  prompt_tokens_per_second: 10,
  generated_tokens_per_second: 5,
  ttft_p50_ms: null,
  ttft_p95_ms: null,
  kv_cache_use: null,
  memory_bytes: 2e9,
  event_loop_lag_ms: 1,
  gpu_use: null,
  ...changes,
});

test('what nothing tells has no points, and no chart where it is for engines that tell it', () => {
  const charts = chartsOf([sample({}), sample({ time: 103, ttft_p50_ms: 40, ttft_p95_ms: 90 })]);
  expect(charts.map(({ title }) => title)).toEqual([
    'Tokens per second',
    'Time to first token (ms)',
    'Requests',
    'Memory (GB)',
    'Delay of the event loop (ms)',
  ]);
  expect(charts[1]?.series.map(({ points }) => points)).toEqual([[{ x: 103, y: 40 }], [{ x: 103, y: 90 }]]);
  expect(charts[3]?.series[0]?.points[0]).toEqual({ x: 100, y: 2 });
});

test('a KV cache and a GPU have charts in percent', () => {
  const charts = chartsOf([sample({ kv_cache_use: 0.25, gpu_use: 0.5 })]);
  expect(charts.slice(3, 5).map(({ series }) => series[0]?.points)).toEqual([[{ x: 100, y: 25 }], [{ x: 100, y: 50 }]]);
});
