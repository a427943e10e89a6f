import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AuthenticatedClient } from '../auth/authenticator.ts';
import type { KeyLimits } from '../auth/key-limits.ts';
import { anthropicRateHeaders, openAIRateHeaders } from './rate-headers.ts';
import { RateLimiter } from './rate-limiter.ts';

const clientOf = (limits: KeyLimits | undefined, id = 'key_1'): AuthenticatedClient => ({
  id,
  scopes: ['chat'],
  limits,
});
const settle = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

beforeEach(
  () =>
    void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: new Date('2026-03-01T10:00:00Z') }),
);
afterEach(() => void vi.useRealTimers());

test('requests over the limit are refused until their window is over, each key for itself', async () => {
  const limiter = new RateLimiter();
  const told: string[] = [];
  limiter.watch((limit) => told.push(limit));
  const client = clientOf({ requestsPerMinute: 2 });
  expect((await limiter.admit(client)).rates).toEqual({
    requests: expect.objectContaining({ limit: 2, remaining: 1 }),
  });
  vi.advanceTimersByTime(20_000);
  expect((await limiter.admit(client)).refusal).toBeUndefined();
  expect((await limiter.admit(client)).refusal).toMatchObject({
    code: 'RATE_LIMITED',
    retryable: true,
    message: expect.stringContaining('at its limit of requests per minute (2). Try again in 40 s') as string,
    details: { retryAfterSeconds: 40, limit: 'requests' },
  });
  expect((await limiter.admit(clientOf({ requestsPerMinute: 2 }, 'key_2'))).refusal).toBeUndefined();
  vi.advanceTimersByTime(40_000);
  expect((await limiter.admit(client)).refusal).toBeUndefined();
  expect(told).toEqual(['requests']);
});

test('a limit that is raised holds at once, and so does one that is lowered', async () => {
  const limiter = new RateLimiter();
  const admit = async (requestsPerMinute: number): Promise<boolean> =>
    (await limiter.admit(clientOf({ requestsPerMinute }))).refusal === undefined;
  for (let count = 0; count < 5; count += 1) expect(await admit(3)).toBe(count < 3);
  expect(await admit(4)).toBe(true);
  expect(await admit(4)).toBe(false);
  expect(await admit(2)).toBe(false);
});

test('of many requests at the same moment no more pass than may', async () => {
  const limiter = new RateLimiter();
  const admit = (limits: KeyLimits, id: string) =>
    Promise.all(Array.from({ length: 20 }, async () => limiter.admit(clientOf(limits, id))));
  const [byRate, byConcurrency] = await Promise.all([
    admit({ requestsPerMinute: 7 }, 'a'),
    admit({ concurrency: 3 }, 'b'),
  ]);
  expect(byRate.filter(({ refusal }) => !refusal)).toHaveLength(7);
  expect(byConcurrency.filter(({ refusal }) => !refusal)).toHaveLength(3);
});

test('as many requests run as may; the next one waits for one of them to end', async () => {
  const limiter = new RateLimiter();
  const client = clientOf({ concurrency: 2, requestsPerMinute: 3 });
  const [first] = [await limiter.admit(client), await limiter.admit(client)];
  expect((await limiter.admit(client)).refusal?.details).toEqual({ retryAfterSeconds: 1, limit: 'concurrency' });
  first.release();
  first.release();
  // What was refused did not count as a request, and releasing twice frees one place alone.
  expect((await limiter.admit(client)).refusal).toBeUndefined();
  expect((await limiter.admit(client)).refusal?.details).toMatchObject({ limit: 'concurrency' });
});

test('tokens count when they are known; the request that goes beyond them is the last one', async () => {
  const limiter = new RateLimiter();
  const client = clientOf({ tokensPerMinute: 100 });
  expect((await limiter.admit(client)).rates.tokens).toMatchObject({ limit: 100, remaining: 100, resetMs: 0 });
  limiter.charge('key_1', 60);
  await settle();
  expect((await limiter.admit(client)).rates.tokens).toMatchObject({ remaining: 40 });
  limiter.charge('key_1', 500);
  await settle();
  vi.advanceTimersByTime(10_000);
  const { refusal, rates } = await limiter.admit(client);
  expect(refusal?.details).toEqual({ retryAfterSeconds: 50, limit: 'tokens' });
  expect(rates.tokens).toMatchObject({ remaining: 0, resetMs: 50_000 });
  vi.advanceTimersByTime(50_000);
  expect((await limiter.admit(client)).refusal).toBeUndefined();
});

test('keys without limits pass, and nothing is kept of them', async () => {
  const limiter = new RateLimiter();
  for (const limits of [undefined, {}, { requestsPerMinute: 'unlimited', concurrency: 'unlimited' } as const]) {
    expect(await limiter.admit(clientOf(limits))).toMatchObject({ rates: {}, refusal: undefined });
  }
  limiter.charge('key_1', 1_000_000);
  expect((await limiter.admit(clientOf({ tokensPerMinute: 1 }))).refusal).toBeUndefined();
});

test('a clock that was set makes nobody wait for longer than a window, and nobody free of limits', async () => {
  const limiter = new RateLimiter();
  const limits = { requestsPerMinute: 1, tokensPerMinute: 10 };
  const passes = async (id: string): Promise<boolean> => {
    const { refusal } = await limiter.admit(clientOf(limits, id));
    if (refusal) expect(refusal.details['retryAfterSeconds']).toBeLessThanOrEqual(60);
    limiter.charge(id, 10);
    await settle();
    return refusal === undefined;
  };
  for (const [id, to] of [
    ['forward', '2026-03-02T10:00:00Z'],
    ['back', '2025-03-01T10:00:00Z'],
  ] as const) {
    expect(await passes(id)).toBe(true);
    expect(await passes(id)).toBe(false);
    vi.setSystemTime(new Date(to));
    // Set forward it may begin a window early, and no more than that.
    const passed: boolean[] = [];
    for (let count = 0; count < 20; count += 1) passed.push(await passes(id));
    expect(passed.filter(Boolean).length).toBeLessThanOrEqual(id === 'forward' ? 1 : 0);
    vi.advanceTimersByTime(60_000);
    expect(await passes(id)).toBe(true);
    expect(await passes(id)).toBe(false);
  }
});

test('what is left is told as each API tells it', () => {
  const rates = {
    requests: { limit: 60, remaining: 59, resetMs: 360_000 },
    tokens: { limit: 100, remaining: 0, resetMs: 120 },
  };
  expect(openAIRateHeaders(rates)).toEqual({
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-reset-requests': '6m0s',
    'x-ratelimit-limit-tokens': '100',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': '120ms',
  });
  expect(openAIRateHeaders({ requests: { limit: 1, remaining: 1, resetMs: 0 } })).toMatchObject({
    'x-ratelimit-reset-requests': '0s',
  });
  expect(anthropicRateHeaders(rates)).toMatchObject({
    'anthropic-ratelimit-requests-limit': '60',
    'anthropic-ratelimit-requests-remaining': '59',
    'anthropic-ratelimit-requests-reset': '2026-03-01T10:06:00Z',
    'anthropic-ratelimit-tokens-remaining': '0',
  });
});
