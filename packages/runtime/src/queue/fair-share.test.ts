import type { TuneloopError } from '@tuneloop/protocol';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createFairQueue, type FairQueue, type Slot } from './index.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Somebody's request in a queue, as it goes on. */
interface Call {
  owner: string;
  state: 'waiting' | 'active' | 'refused' | 'done';
  slot?: Slot;
  error?: TuneloopError;
}

function call(queue: FairQueue, owner: string, calls: Call[]): Call {
  const made: Call = { owner, state: 'waiting' };
  calls.push(made);
  queue.acquire({ owner }).then(
    (slot) => Object.assign(made, { state: 'active', slot }),
    (error: TuneloopError) => Object.assign(made, { state: 'refused', error }),
  );
  return made;
}

const loadOf = (calls: readonly Call[], owner: string, states: readonly Call['state'][]): number =>
  calls.filter((made) => made.owner === owner && states.includes(made.state)).length;

describe('a flood of one owner', () => {
  it('does not keep the queue from another: its latest waiter makes room', async () => {
    const queue = createFairQueue({ slots: 1, limit: 3 });
    const calls: Call[] = [];
    for (let count = 0; count < 10; count += 1) call(queue, 'flood', calls);
    await settle();
    expect(calls.map(({ state }) => state)).toEqual([
      'active',
      ...Array<string>(3).fill('waiting'),
      ...Array<string>(6).fill('refused'),
    ]);
    const other = call(queue, 'other', calls);
    await settle();
    expect(other.state).toBe('waiting');
    expect(calls[3]).toMatchObject({ state: 'refused', error: { code: 'BUSY', retryable: true } });
    expect(calls[3]!.error!.message).toMatch(/made room for a client that has fewer/);
    // After the turn of the one that came first.
    calls[0]!.slot!.release();
    await settle();
    calls[1]!.slot!.release();
    await settle();
    expect(other.state).toBe('active');
  });

  it('does not keep the slots from another: who holds fewer is next', async () => {
    const queue = createFairQueue({ slots: 3, limit: 9 });
    const calls: Call[] = [];
    for (let count = 0; count < 6; count += 1) call(queue, 'flood', calls);
    const others = [call(queue, 'other', calls), call(queue, 'other', calls)];
    await settle();
    calls[0]!.slot!.release();
    calls[0]!.state = 'done';
    await settle();
    expect(others.map(({ state }) => state)).toEqual(['active', 'waiting']);
    calls[1]!.slot!.release();
    await settle();
    // 1 each now, and the flood's turn.
    expect([calls[3]!.state, others[1]!.state]).toEqual(['active', 'waiting']);
  });

  it('refuses nobody who has less than somebody who waits, whatever comes', async () => {
    const owners = ['a', 'b', 'c', 'd'];
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ arrive: fc.constantFrom('a', 'a', 'a', ...owners) }) },
      { weight: 1, arbitrary: fc.record({ release: fc.nat(10) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), async (steps, limit) => {
        const queue = createFairQueue({ slots: 2, limit });
        const calls: Call[] = [];
        for (const current of steps) {
          if ('arrive' in current) {
            const made = call(queue, current.arrive, calls);
            await settle();
            if (made.state === 'refused') {
              const mine = loadOf(calls, made.owner, ['waiting', 'active']);
              for (const owner of owners.filter((name) => loadOf(calls, name, ['waiting']) > 0)) {
                expect(loadOf(calls, owner, ['waiting', 'active'])).toBeLessThanOrEqual(mine + 1);
              }
            }
          } else {
            const active = calls.filter(({ state }) => state === 'active');
            const ended = active[current.release % Math.max(1, active.length)];
            if (ended) ended.state = 'done';
            ended?.slot?.release();
            await settle();
          }
          expect(queue.queued).toBe(calls.filter(({ state }) => state === 'waiting').length);
          expect(queue.queued).toBeLessThanOrEqual(limit);
          expect(queue.active).toBe(calls.filter(({ state }) => state === 'active').length);
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

describe('a longest wait', () => {
  it('refuses at once whoever would wait longer, and lets in who would not', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const queue = createFairQueue({ slots: 1, limit: 8, maxWaitMs: 5000 });
      const calls: Call[] = [];
      const first = await queue.acquire();
      vi.advanceTimersByTime(2000);
      first.release();
      for (let count = 0; count < 4; count += 1) call(queue, 'a', calls);
      await settle();
      expect(calls.map(({ state }) => state)).toEqual(['active', 'waiting', 'waiting', 'refused']);
      expect(calls[3]!.error).toMatchObject({ code: 'BUSY', details: { retryAfterSeconds: 6 } });
      // Its turn comes after one of the other's two.
      const other = call(queue, 'b', calls);
      await settle();
      expect(other.state).toBe('waiting');
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes out whoever has waited longer, and serves the others', async () => {
    const queue = createFairQueue({ slots: 1, limit: 8, maxWaitMs: 20 });
    const calls: Call[] = [];
    const holder = await queue.acquire();
    const expired = call(queue, 'a', calls);
    await vi.waitFor(() => expect(expired.state).toBe('refused'));
    expect(expired.error).toMatchObject({
      code: 'BUSY',
      retryable: true,
      message: expect.stringMatching(/within 1 s/),
    });
    expect(queue.queued).toBe(0);
    const served = call(queue, 'a', calls);
    holder.release();
    await settle();
    expect(served.state).toBe('active');
  });
});
