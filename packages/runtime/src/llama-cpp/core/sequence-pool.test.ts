import { describe, expect, it } from 'vitest';
import type { NativeContext } from './binding.ts';
import { SequencePool, type Sequence } from './sequence-pool.ts';

/** A KV cache as far as the pool can tell: rows that hold tokens. */
function fakeCache(options: { sequences: number; contextSize?: number; divisible?: boolean; minPosition?: number }) {
  const calls: string[] = [];
  const rows = new Map<number, Sequence>();
  const context = {
    disposeSequence: (id: number) => void calls.push(`clear ${id}`),
    removeTokenCellsFromSequence: (id: number, start: number, end: number) => {
      calls.push(`cut ${id} ${start}-${end}`);
      return true;
    },
    getSequenceKvCacheMinPosition: () => options.minPosition ?? 0,
    copySequenceStateFromOtherSequence: (target: number, source: number) => {
      calls.push(`copy ${source}>${target}`);
      return Promise.resolve(rows.get(source)!.tokens.length - 1);
    },
  } as unknown as NativeContext;
  const pool = new SequencePool(context, {
    sequences: options.sequences,
    divisible: options.divisible ?? true,
    contextSize: options.contextSize ?? 2048,
  });
  return {
    calls,
    pool,
    /** As a generation would: takes a sequence and decodes the rest of the prompt and an answer into it. */
    async use(prompt: number[], answer: number[] = []): Promise<{ sequence: Sequence; cached: number }> {
      const sequence = await pool.acquire(prompt, true);
      rows.set(sequence.id, sequence);
      const cached = sequence.tokens.length;
      sequence.tokens.push(...prompt.slice(cached), ...answer);
      return { sequence, cached };
    },
  };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('SequencePool', () => {
  it('goes on in place when a conversation takes its next turn', async () => {
    const { pool, use, calls } = fakeCache({ sequences: 4 });
    const first = await use(range(0, 100), range(1000, 1050));
    pool.release(first.sequence);
    const second = await use([...range(0, 100), ...range(1000, 1050), 7, 8, 9]);
    expect(second.sequence).toBe(first.sequence);
    expect(second.cached).toBe(150);
    expect(calls).toEqual([]);
  });

  it('copies a shared prefix out of a sequence that is busy', async () => {
    const { use, calls } = fakeCache({ sequences: 2 });
    await use([...range(0, 50), 1, 2, 3]);
    const other = await use([...range(0, 50), 4, 5, 6]);
    expect(other.cached).toBe(50);
    expect(calls).toContain('copy 0>1');
    expect(other.sequence.tokens).toEqual([...range(0, 50), 4, 5, 6]);
  });

  it('prefills a prefix that costs less than the copy of a whole context', async () => {
    const { use, calls } = fakeCache({ sequences: 2, contextSize: 131_072 });
    await use([...range(0, 500), 1]);
    const other = await use([...range(0, 500), 2]);
    expect(other.cached).toBe(0);
    expect(calls).not.toContain('copy 0>1');
  });

  it("keeps another conversation's cache when there is room beside it", async () => {
    const { pool, use } = fakeCache({ sequences: 2 });
    const a = await use([...range(0, 50), ...range(100, 200)]);
    pool.release(a.sequence);
    const b = await use([...range(0, 50), ...range(300, 400)]);
    expect(b.sequence).not.toBe(a.sequence);
    expect(b.cached).toBe(50);
    expect(a.sequence.tokens).toHaveLength(150);
  });

  it('leaves at least one token to decode when the whole prompt is cached', async () => {
    const { pool, use } = fakeCache({ sequences: 1 });
    const first = await use(range(0, 20));
    pool.release(first.sequence);
    expect((await use(range(0, 20))).cached).toBe(19);
  });

  it('evicts the sequence that was used longest ago', async () => {
    const { pool, use } = fakeCache({ sequences: 2 });
    const a = await use(range(0, 60));
    const b = await use(range(1000, 1060));
    pool.release(b.sequence);
    pool.release(a.sequence);
    expect((await use(range(2000, 2060))).sequence).toBe(b.sequence);
  });

  it('fills the gap between sequences that are busy, and moves what was there to the oldest', async () => {
    const { pool, use, calls } = fakeCache({ sequences: 5 });
    await use(range(0, 60));
    const between = await use(range(1000, 1060));
    await use(range(2000, 2060));
    pool.release(between.sequence);
    const next = await use(range(3000, 3060));
    expect(next.sequence.id).toBe(1);
    expect(calls).toContain('copy 1>3');
    pool.release(next.sequence);
    expect((await use([...range(1000, 1060), 7])).cached).toBe(60);
  });

  it('takes a neighbour of what is busy before one apart', async () => {
    const { pool, use } = fakeCache({ sequences: 4 });
    const all = [await use([1]), await use([2]), await use([3]), await use([4])];
    for (const place of [0, 1, 2]) pool.release(all[place]!.sequence);
    expect((await use([5])).sequence.id).toBe(2);
  });

  it('forgets nothing to make room for a move when there is nothing older', async () => {
    const { pool, use, calls } = fakeCache({ sequences: 3 });
    const a = await use(range(0, 60));
    const b = await use(range(1000, 1060));
    await use(range(2000, 2060));
    pool.release(b.sequence);
    pool.release(a.sequence);
    expect((await use(range(3000, 3060))).sequence).toBe(b.sequence);
    expect(calls.filter((call) => call.startsWith('copy'))).toEqual([]);
  });

  it('prefills anew when the request asks for it', async () => {
    const { pool, use } = fakeCache({ sequences: 1 });
    const first = await use(range(0, 20));
    pool.release(first.sequence);
    expect((await pool.acquire(range(0, 20), false)).tokens).toEqual([]);
  });

  it('never cuts a recurrent state: it continues as it is or starts anew', async () => {
    const { pool, use } = fakeCache({ sequences: 1, divisible: false });
    const first = await use(range(0, 40));
    pool.release(first.sequence);
    const next = await use([...range(0, 40), 99]);
    expect(next.cached).toBe(40);
    pool.release(next.sequence);
    expect((await use([...range(0, 30), 5])).cached).toBe(0);
  });

  it('goes on with a recurrent state that is whole, although another begins with more of the prompt', async () => {
    const { pool, use } = fakeCache({ sequences: 2, divisible: false });
    const whole = await use(range(0, 40));
    const longer = await use([...range(0, 50), 7]);
    pool.release(whole.sequence);
    pool.release(longer.sequence);
    expect(await use(range(0, 60))).toMatchObject({ sequence: { id: whole.sequence.id }, cached: 40 });
  });

  it('starts anew when a sliding window has dropped the first cells', async () => {
    const { pool, use } = fakeCache({ sequences: 1, minPosition: 12 });
    const first = await use(range(0, 40));
    pool.release(first.sequence);
    expect((await use([...range(0, 35), 5])).cached).toBe(0);
  });
});
