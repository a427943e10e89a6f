import { describe, expect, it } from 'vitest';
import type { NativeContext } from './binding.ts';
import { SequencePool } from './sequence-pool.ts';
import { restoreSequence, saveSequence } from './slot-state.ts';

function fakeContext(loaded: () => Promise<number[]>) {
  const calls: string[] = [];
  const context = {
    disposeSequence: (id: number) => void calls.push(`clear ${id}`),
    saveSequenceStateToFile: async (path: string, id: number, tokens: Uint32Array) => {
      calls.push(`save ${id} ${tokens.join()} to ${path}`);
      if (path === 'full') throw new Error('no space');
      return 1;
    },
    loadSequenceStateFromFile: async (path: string, id: number, most: number) => {
      calls.push(`load ${id} from ${path}, ${most} at most`);
      return Uint32Array.from(await loaded());
    },
  } as unknown as NativeContext;
  return { calls, context, pool: new SequencePool(context, { sequences: 2, divisible: true, contextSize: 64 }) };
}

describe('saveSequence', () => {
  it('writes what the sequence holds', async () => {
    const { context, pool, calls } = fakeContext(async () => []);
    const sequence = pool.idle(1);
    sequence.tokens = [5, 6];
    sequence.plainTokens = 1;
    expect(await saveSequence(context, sequence, 'file')).toEqual({ tokens: 2, plainTokens: 1 });
    expect(calls).toEqual(['save 1 5,6 to file']);
    await expect(saveSequence(context, sequence, 'full')).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });
});

describe('restoreSequence', () => {
  it('makes the tokens a prefix for the next request', async () => {
    const { context, pool } = fakeContext(async () => [1, 2, 3]);
    await restoreSequence(context, pool, pool.idle(1), 'file', { tokens: 3 });
    const sequence = await pool.acquire([1, 2, 3, 4], true);
    expect(sequence).toMatchObject({ id: 1, tokens: [1, 2, 3] });
    expect(() => pool.idle(1)).toThrow(expect.objectContaining({ code: 'BUSY' }));
  });

  it('takes no more for a plain prefix than was one', async () => {
    const { context, pool } = fakeContext(async () => [1, 2, 3]);
    await restoreSequence(context, pool, pool.idle(0), 'file', { tokens: 3, plainTokens: 1 });
    expect(pool.idle(0).plainTokens).toBe(1);
  });

  it.each([
    ['llama.cpp refuses it', () => Promise.reject(new Error('bad'))],
    ['it holds something else', async () => [1, 2]],
  ])('leaves nothing behind when %s', async (_name, loaded) => {
    const { context, pool, calls } = fakeContext(loaded);
    const sequence = pool.idle(0);
    sequence.tokens = [9, 9];
    const attempt = restoreSequence(context, pool, sequence, 'file', { tokens: 3 });
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(sequence.tokens).toEqual([]);
    expect(calls).toEqual(['clear 0', 'load 0 from file, 3 at most', 'clear 0']);
  });
});

describe('SequencePool', () => {
  it('takes an erased sequence before any other', async () => {
    const { pool } = fakeContext(async () => []);
    for (const id of [0, 1]) pool.release(pool.idle(id));
    pool.idle(1).tokens = [1, 2, 3];
    expect(pool.erase(pool.idle(1))).toBe(3);
    expect((await pool.acquire([7], true)).id).toBe(1);
    expect(() => pool.idle(2)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
