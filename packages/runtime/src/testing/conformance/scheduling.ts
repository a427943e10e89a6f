import { describe, expect, it } from 'vitest';
import { expectIdle, counting, generate } from './collect.ts';
import type { ConformanceContext } from './options.ts';

const endless = { prompt: counting, maxTokens: 512 };

export function testScheduling(context: ConformanceContext): void {
  describe('cancellation', () => {
    it('by a signal throws ABORTED and frees the slot', async () => {
      const controller = new AbortController();
      const attempt = async (): Promise<void> => {
        for await (const event of context.model.generate(endless, { signal: controller.signal })) {
          if (event.type === 'text-delta') controller.abort();
        }
      };
      await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
      await expectIdle(context.model);
    });

    it('by leaving the loop frees the slot', async () => {
      let seen = 0;
      for await (const event of context.model.generate(endless)) {
        seen += 1;
        if (event.type === 'text-delta') break;
      }
      expect(seen).toBeGreaterThanOrEqual(2);
      await expectIdle(context.model);
    });

    it('before the start gives no event', async () => {
      const iterator = context.model.generate(endless, { signal: AbortSignal.abort() })[Symbol.asyncIterator]();
      await expect(iterator.next()).rejects.toMatchObject({ code: 'ABORTED' });
      expect(await context.model.status()).toMatchObject({ activeRequests: 0, queuedRequests: 0 });
    });

    it('keeps the reason when it is a time limit', async () => {
      const signal = AbortSignal.abort(new DOMException('too slow', 'TimeoutError'));
      const iterator = context.model.generate(endless, { signal })[Symbol.asyncIterator]();
      await expect(iterator.next()).rejects.toMatchObject({ code: 'TIMEOUT' });
    });

    it('does nothing before the first event is asked for', async () => {
      context.model.generate(endless);
      expect(await context.model.status()).toMatchObject({ activeRequests: 0, queuedRequests: 0 });
    });
  });

  it('a KV cache that it tells of holds what was generated, and no more than it can', async () => {
    await generate(context.model, { prompt: counting, maxTokens: 4 });
    const { kvCache } = await context.model.status();
    if (kvCache === undefined) return;
    expect(kvCache.usedTokens).toBeGreaterThan(0);
    expect(kvCache.usedTokens).toBeLessThanOrEqual(kvCache.totalTokens);
  });

  describe('queue', () => {
    it('is bounded: the request over its limit gets BUSY at once, and those that wait can leave', async () => {
      const { slots, queueLimit } = context.model.info;
      const controller = new AbortController();
      const begin = (): Promise<unknown> =>
        context.model.generate(endless, { signal: controller.signal })[Symbol.asyncIterator]().next();
      let waiting: Promise<unknown>[] = [];
      try {
        await Promise.all(Array.from({ length: slots }, begin));
        waiting = Array.from({ length: queueLimit }, begin);
        const queued = { queuedRequests: queueLimit };
        await expect.poll(async () => context.model.status(), { timeout: 10_000 }).toMatchObject(queued);
        const error = expect.objectContaining({
          code: 'BUSY',
          details: expect.objectContaining({ retryAfterSeconds: expect.any(Number) as number }) as object,
        }) as object;
        await expect(begin()).rejects.toEqual(error);
      } finally {
        // What failed here must not fail what comes after it.
        controller.abort();
      }
      const results = await Promise.allSettled(waiting);
      expect(results.filter(({ status }) => status === 'fulfilled')).toEqual([]);
      await expectIdle(context.model);
    });

    it('lets twice as many requests as slots all finish', async () => {
      const count = context.model.info.slots * 2;
      const generations = await Promise.all(
        Array.from({ length: count }, (_, place) =>
          generate(context.model, {
            maxTokens: 8,
            owner: `owner-${place % 3}`,
            prompt: { type: 'text', text: `${place} one two three` },
          }),
        ),
      );
      expect(generations.filter(({ end }) => end.usage.completionTokens === 0)).toEqual([]);
      await expectIdle(context.model);
    });
  });
}
