import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { ask, createPoolRig, reply, shortEvents } from '../../test/pool/pool-rig.ts';

test('loads and unloads at random end in order, with every request answered', async () => {
  await using rig = createPoolRig();
  for (const id of ['a', 'b', 'c']) rig.add(id, 40);
  const work: Promise<unknown>[] = [];
  for (let round = 0; round < 60; round++) {
    const id = ['a', 'b', 'c'][round % 3]!;
    // A load that is cancelled by an unload is told so; no answer is ever cut short.
    if (round % 7 === 3) work.push(rig.pool.unload(id));
    else if (round % 7 === 5) work.push(rig.pool.load(id).catch(() => undefined));
    else {
      const answer = ask(rig.pool, id).catch((error: unknown) => TuneloopError.from(error).code);
      work.push(answer.then((text) => expect([reply, 'ABORTED']).toContain(text)));
    }
    if (round % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
  }
  await Promise.all(work);
  await vi.waitFor(() => {
    expect(rig.live.size).toBeLessThanOrEqual(2);
    const owners = rig.allocator.holders().map(({ owner }) => owner);
    expect(owners.toSorted()).toEqual([...rig.live].toSorted());
  });
});

describe('the default', () => {
  test('is the first that was added, until it is switched; the old one goes when its requests have ended', async () => {
    await using rig = createPoolRig();
    rig.add('a', 40);
    rig.add('b', 40);
    expect(rig.pool.defaultId).toBe('a');
    const lease = await rig.pool.acquire('a');
    await rig.pool.switchDefault('b');
    expect(rig.pool.defaultId).toBe('b');
    expect([...rig.live].toSorted()).toEqual(['a', 'b']);
    lease[Symbol.dispose]();
    await vi.waitFor(() => expect([...rig.live]).toEqual(['b']));
    expect(shortEvents(rig.events)).toContain('default b');
  });

  test('is switched back and forth under load without a failed request', async () => {
    await using rig = createPoolRig();
    rig.add('a', 40);
    rig.add('b', 40);
    const over = new AbortController();
    let answered = 0;
    const stream = async (): Promise<void> => {
      while (!over.signal.aborted) {
        expect(await ask(rig.pool, rig.pool.defaultId!)).toBe(reply);
        answered += 1;
      }
    };
    const streams = Array.from({ length: 4 }, stream);
    for (let round = 0; round < 10; round++) {
      await rig.pool.switchDefault(round % 2 === 0 ? 'b' : 'a');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    over.abort();
    await Promise.all(streams);
    expect(answered).toBeGreaterThan(8);
  });

  test('stays when the new one fails, or does not fit beside it', async () => {
    await using rig = createPoolRig();
    rig.add('a', 60);
    rig.add('large', 60);
    rig.add('broken', 10, { load: async () => Promise.reject(new TuneloopError('MODEL_LOAD_FAILED', 'Truncated.')) });
    await rig.pool.load('a');
    await expect(rig.pool.switchDefault('broken')).rejects.toThrow('Truncated.');
    await expect(rig.pool.switchDefault('large')).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    expect(rig.pool.defaultId).toBe('a');
    expect([...rig.live]).toEqual(['a']);
    expect(rig.allocator.holders().map(({ owner }) => owner)).toEqual(['a']);
  });

  test('goes first when asked; comes back when the new one fails then', async () => {
    await using rig = createPoolRig();
    rig.add('a', 60);
    rig.add('large', 60);
    rig.add('broken', 60, { load: async () => Promise.reject(new TuneloopError('MODEL_LOAD_FAILED', 'Truncated.')) });
    const answer = ask(rig.pool, 'a');
    await vi.waitFor(() => expect(rig.pool.get('a')?.activeLeases).toBe(1), { interval: 1 });
    await rig.pool.switchDefault('large', { drainFirst: true });
    expect(await answer).toBe(reply);
    expect([...rig.live]).toEqual(['large']);
    await expect(rig.pool.switchDefault('broken', { drainFirst: true })).rejects.toThrow('Truncated.');
    expect(rig.pool.defaultId).toBe('large');
    expect([...rig.live]).toEqual(['large']);
  });
});
