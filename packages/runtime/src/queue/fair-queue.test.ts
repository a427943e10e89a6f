import { TuneloopError } from '@tuneloop/protocol';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createFairQueue, type Slot } from './index.ts';

/** Runs whatever promises are due. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createFairQueue', () => {
  it('gives out each slot once and reuses released ones', async () => {
    const queue = createFairQueue({ slots: 2, limit: 4 });
    const [first, second] = await Promise.all([queue.acquire(), queue.acquire()]);
    expect([first.index, second.index]).toEqual([0, 1]);
    expect(queue.active).toBe(2);
    const waiting = queue.acquire();
    await settle();
    expect(queue.queued).toBe(1);
    second.release();
    expect((await waiting).index).toBe(1);
    expect(queue.queued).toBe(0);
  });

  it('lets owners take turns and keeps the order within one owner', async () => {
    const queue = createFairQueue({ slots: 1, limit: 16 });
    const holder = await queue.acquire();
    const served: string[] = [];
    const run = async (owner: string | undefined, name: string): Promise<void> => {
      const slot = await queue.acquire({ owner });
      served.push(name);
      slot.release();
    };
    const runs = [run('a', 'a1'), run('a', 'a2'), run('a', 'a3'), run('b', 'b1'), run('b', 'b2'), run(undefined, 'c1')];
    holder.release();
    await Promise.all(runs);
    expect(served).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    expect(queue.active).toBe(0);
  });

  it('ignores a second release', async () => {
    const queue = createFairQueue({ slots: 2, limit: 0 });
    const slot = await queue.acquire();
    slot.release();
    slot.release();
    slot[Symbol.dispose]();
    expect(queue.active).toBe(0);
    const indexes = (await Promise.all([queue.acquire(), queue.acquire()])).map(({ index }) => index);
    expect(new Set(indexes).size).toBe(2);
  });

  it('refuses at once when it is full, and says when to come back', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const queue = createFairQueue({ slots: 1, limit: 2 });
      const first = await queue.acquire();
      vi.advanceTimersByTime(4000);
      first.release();
      const second = await queue.acquire();
      const waiting = [queue.acquire(), queue.acquire()];
      await expect(queue.acquire()).rejects.toMatchObject({
        code: 'BUSY',
        retryable: true,
        details: { retryAfterSeconds: 8, queueLimit: 2 },
      });
      second.release();
      const third = await waiting[0]!;
      expect(third.waitedMs).toBe(0);
      vi.advanceTimersByTime(500_000);
      third.release();
      expect((await waiting[1]!).waitedMs).toBe(500_000);
      const more = [queue.acquire(), queue.acquire()];
      await expect(queue.acquire()).rejects.toMatchObject({ details: { retryAfterSeconds: 30 } });
      queue.close(new TuneloopError('ABORTED', 'closed'));
      await Promise.allSettled(more);
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks for a second at least before anything is known', async () => {
    const queue = createFairQueue({ slots: 1, limit: 0 });
    await queue.acquire();
    await expect(queue.acquire()).rejects.toMatchObject({ details: { retryAfterSeconds: 1, queueLimit: 0 } });
  });

  it('lets an aborted waiter leave at once and serves the others', async () => {
    const queue = createFairQueue({ slots: 1, limit: 3 });
    const holder = await queue.acquire();
    const controller = new AbortController();
    const first = queue.acquire({ owner: 'a' });
    const aborted = queue.acquire({ owner: 'b', signal: controller.signal });
    const last = queue.acquire({ owner: 'c' });
    await settle();
    controller.abort();
    expect(queue.queued).toBe(2);
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
    holder.release();
    (await first).release();
    (await last).release();
    expect(queue.active).toBe(0);
  });

  it('does not let an aborted signal in, and a late abort changes nothing', async () => {
    const queue = createFairQueue({ slots: 1, limit: 1 });
    await expect(queue.acquire({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    const controller = new AbortController();
    const holder = await queue.acquire();
    const waiting = queue.acquire({ signal: controller.signal });
    await settle();
    holder.release();
    const slot = await waiting;
    controller.abort();
    expect(queue.active).toBe(1);
    slot.release();
    expect(queue.active).toBe(0);
  });

  it('does not pass a slot on to a request that the same abort ends', async () => {
    const queue = createFairQueue({ slots: 1, limit: 1 });
    const controller = new AbortController();
    const holder = await queue.acquire();
    controller.signal.addEventListener('abort', holder.release);
    const waiting = queue.acquire({ signal: controller.signal });
    await settle();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    expect([queue.active, queue.queued]).toEqual([0, 0]);
  });

  it('rejects those that wait, and all that come later, when it is closed', async () => {
    const queue = createFairQueue({ slots: 1, limit: 2 });
    const holder = await queue.acquire();
    const waiting = [queue.acquire(), queue.acquire({ owner: 'a' })];
    await settle();
    queue.close(new TuneloopError('ABORTED', 'The model was unloaded.'));
    for (const result of await Promise.allSettled(waiting)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { message: 'The model was unloaded.' } });
    }
    holder.release();
    await expect(queue.acquire()).rejects.toMatchObject({ code: 'ABORTED' });
    expect([queue.active, queue.queued]).toEqual([0, 0]);
  });

  it('refuses sizes that make no sense', () => {
    expect(() => createFairQueue({ slots: 0, limit: 1 })).toThrow(/slots must be a whole number from 1, not 0/);
    expect(() => createFairQueue({ slots: 1, limit: -1 })).toThrow(/limit must be a whole number from 0, not -1/);
  });

  it('keeps its counts and its bounds through any sequence of calls', async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('acquire' as const), owner: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ type: fc.constant('release' as const), pick: fc.nat(10) }),
      fc.record({ type: fc.constant('abort' as const), pick: fc.nat(10) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const queue = createFairQueue({ slots: 2, limit: 3 });
        const held: Slot[] = [];
        const controllers: AbortController[] = [];
        const refusals = new Set<string>(['BUSY', 'ABORTED']);
        for (const current of steps) {
          if (current.type === 'acquire') {
            const controller = new AbortController();
            controllers.push(controller);
            queue.acquire({ owner: current.owner, signal: controller.signal }).then(
              (slot) => held.push(slot),
              (error: TuneloopError) => refusals.add(error.code),
            );
          } else if (current.type === 'release') {
            held.splice(current.pick % Math.max(1, held.length), 1)[0]?.release();
          } else {
            controllers[current.pick]?.abort();
          }
          await settle();
          expect(queue.active).toBe(held.length);
          expect(new Set(held.map(({ index }) => index)).size).toBe(held.length);
          expect(queue.queued).toBeLessThanOrEqual(queue.active === 2 ? 3 : 0);
        }
        while (held.length > 0) {
          held.pop()?.release();
          await settle();
        }
        expect([queue.active, queue.queued]).toEqual([0, 0]);
        expect([...refusals]).toEqual(['BUSY', 'ABORTED']);
      }),
      { numRuns: 60 },
    );
  });
});
