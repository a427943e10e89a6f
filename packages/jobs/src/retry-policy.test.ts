import { TuneloopError, type ErrorCode, type SerializedError } from '@tuneloop/protocol';
import { openMemoryStore } from '@tuneloop/store';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createJobRunner } from './job-runner.ts';
import { retryDelay, type RetryPolicy } from './retry-policy.ts';
import { stepKind } from './testing/kinds.ts';

const error = (code: ErrorCode, details?: Record<string, unknown>): SerializedError =>
  new TuneloopError(code, 'no', { details }).serialize();

const policy: RetryPolicy = { attempts: 8, baseMs: 100, capMs: 1500 };

describe('the wait before the next attempt', () => {
  test('doubles up to its cap, and a random half is left out', () => {
    const waits = (random: number): (number | undefined)[] =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => retryDelay(policy, error('BUSY'), failures, random));
    expect(waits(1)).toEqual([100, 200, 400, 800, 1500, 1500, 1500, undefined]);
    expect(waits(0)).toEqual([50, 100, 200, 400, 750, 750, 750, undefined]);
    expect(retryDelay({ attempts: 1000 }, error('BUSY'), 999, 1)).toBe(60_000);
  });

  test('is as long as who was too busy asked for, within the cap', () => {
    const wait = (retryAfterSeconds: unknown): number | undefined =>
      retryDelay(policy, error('BUSY', { retryAfterSeconds }), 1, 1);
    expect([1, 0.01, 60, -1, 'soon'].map(wait)).toEqual([1000, 100, 1500, 100, 100]);
  });

  test('is none for errors that will not pass, and without a policy', () => {
    expect(retryDelay(policy, error('INVALID_REQUEST'), 1, 0)).toBeUndefined();
    expect(retryDelay(undefined, error('BUSY'), 1, 0)).toBeUndefined();
  });
});

test('a runner waits for so long, by the clock', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  onTestFinished(() => void vi.useRealTimers());
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  using store = openMemoryStore();
  const kind = stepKind({ retry: { attempts: 3, baseMs: 10_000 } });
  await using jobs = createJobRunner({ store, kinds: [kind] });
  jobs.start();
  const { id } = await jobs.submit({ kind: 'step', input: { name: 'a', failures: 2 } });
  await vi.advanceTimersByTimeAsync(0);
  expect(await jobs.get(id)).toMatchObject({ status: 'delayed', nextAttemptAt: '2026-01-01T00:00:07.500Z' });
  await vi.advanceTimersByTimeAsync(7499);
  expect(kind.started).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(kind.started).toHaveLength(2);
  expect(await jobs.get(id)).toMatchObject({ status: 'delayed', nextAttemptAt: '2026-01-01T00:00:22.500Z' });
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await jobs.get(id)).toMatchObject({ status: 'succeeded', attempt: 3 });
});
