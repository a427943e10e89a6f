import { TuneloopError } from '@tuneloop/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask, createPoolRig, reply, shortEvents } from '../../test/pool/pool-rig.ts';

describe('loading', () => {
  test('callers share one load', async () => {
    await using rig = createPoolRig();
    rig.add('a', 10);
    const answers = await Promise.all([ask(rig.pool, 'a'), ask(rig.pool, 'a'), rig.pool.load('a')]);
    expect(answers[0]).toBe(reply);
    expect(rig.loads.get('a')).toBe(1);
    expect(shortEvents(rig.events)).toEqual(['loading a', 'progress a', 'ready a']);
    expect(rig.pool.get('a')).toMatchObject({
      state: { status: 'ready' },
      reservedBytes: { ram: 10 },
      activeLeases: 0,
    });
  });

  test('an unknown id is told at once', async () => {
    await using rig = createPoolRig();
    await expect(rig.pool.acquire('x')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(rig.pool.switchDefault('x')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test('a caller who gives up does not stop it', async () => {
    await using rig = createPoolRig();
    const found = Promise.withResolvers<{ id: string }>();
    rig.add('a', 10, { resolve: () => found.promise });
    const impatient = new AbortController();
    const given = rig.pool.acquire('a', { signal: impatient.signal });
    impatient.abort();
    await expect(given).rejects.toMatchObject({ code: 'ABORTED' });
    found.resolve({ id: 'a' });
    await vi.waitFor(() => expect(rig.pool.get('a')?.state.status).toBe('ready'));
  });

  test('unloading cancels it, and leaves nothing', async () => {
    await using rig = createPoolRig();
    let signal: AbortSignal | undefined;
    rig.add('a', 10, {
      load: (_source, options) => {
        signal = options.signal;
        return new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal?.reason as Error));
        });
      },
    });
    const waiting = rig.pool.acquire('a');
    await vi.waitFor(() => expect(signal).toBeDefined());
    await rig.pool.unload('a');
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    expect(rig.pool.get('a')?.state).toEqual({ status: 'idle' });
    expect(rig.allocator.holders()).toEqual([]);
  });

  test('a model that arrives after the end is disposed of', async () => {
    const rig = createPoolRig();
    const arrival = Promise.withResolvers<void>();
    rig.add('a', 10, {
      load: async (source, options) => {
        await arrival.promise;
        return rig.load(source, options);
      },
    });
    const waiting = rig.pool.acquire('a');
    waiting.catch(() => undefined);
    await vi.waitFor(() => expect(rig.allocator.holders()).toHaveLength(1));
    const ended = rig[Symbol.asyncDispose]();
    arrival.resolve();
    await ended;
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(rig.pool.acquire('a')).rejects.toMatchObject({ code: 'ABORTED' });
    expect(rig.live.size).toBe(0);
    expect(rig.allocator.holders()).toEqual([]);
  });
});

describe('trying again', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const offline = new TuneloopError('UPSTREAM_FAILED', 'The network is down.');

  test('a failure that may pass is tried again by itself, later each time, until it works', async () => {
    await using rig = createPoolRig();
    let calls = 0;
    rig.add('a', 10, {
      keepTrying: true,
      resolve: async () => {
        calls += 1;
        if (calls < 3) throw offline;
        return { id: 'a' };
      },
    });
    await expect(rig.pool.load('a')).rejects.toThrow('The network is down.');
    expect(rig.pool.get('a')?.state).toMatchObject({ status: 'failed', retryAt: expect.any(Date) });
    await vi.advanceTimersByTimeAsync(9999);
    expect(calls).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toBe(2);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(calls).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(rig.pool.get('a')?.state.status).toBe('ready');
    expect(shortEvents(rig.events).filter((type) => !type.startsWith('progress'))).toEqual([
      'loading a',
      'failed a',
      'loading a',
      'failed a',
      'loading a',
      'ready a',
    ]);
  });

  test.each([3_600_000, -3_600_000])('a clock that is set by %i ms changes nothing of when', async (milliseconds) => {
    await using rig = createPoolRig();
    const resolve = vi.fn<() => Promise<{ id: string }>>(async () => {
      throw offline;
    });
    rig.add('a', 10, { resolve });
    await expect(rig.pool.acquire('a')).rejects.toThrow('The network is down.');
    vi.setSystemTime(Date.now() + milliseconds);
    await vi.advanceTimersByTimeAsync(9000);
    await expect(rig.pool.acquire('a')).rejects.toThrow('The network is down.');
    expect(resolve).toHaveBeenCalledTimes(1);
    const state = rig.pool.get('a')?.state;
    const retryAt = state?.status === 'failed' ? state.retryAt : undefined;
    expect(retryAt!.getTime() - Date.now()).toBe(1000);
    await vi.advanceTimersByTimeAsync(1000);
    await expect(rig.pool.acquire('a')).rejects.toThrow('The network is down.');
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  test('of others a request tries again, once it is time', async () => {
    await using rig = createPoolRig();
    const resolve = vi.fn<() => Promise<{ id: string }>>(async () => {
      throw offline;
    });
    rig.add('a', 10, { resolve });
    await expect(rig.pool.acquire('a')).rejects.toThrow('The network is down.');
    await expect(rig.pool.acquire('a')).rejects.toThrow('The network is down.');
    expect(resolve).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(rig.pool.acquire('a')).rejects.toThrow('The network is down.');
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  test('one that will not pass is final, until somebody says otherwise', async () => {
    await using rig = createPoolRig();
    const resolve = vi.fn<() => Promise<{ id: string }>>(async () => {
      throw new TuneloopError('MODEL_NOT_FOUND', 'There is no such file.');
    });
    rig.add('a', 10, { resolve, keepTrying: true });
    await expect(rig.pool.load('a')).rejects.toThrow('no such file');
    await vi.advanceTimersByTimeAsync(3_600_000);
    await expect(rig.pool.acquire('a')).rejects.toThrow('no such file');
    expect(resolve).toHaveBeenCalledTimes(1);
    await expect(rig.pool.load('a')).rejects.toThrow('no such file');
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  test('nothing is tried after the end', async () => {
    const rig = createPoolRig();
    const resolve = vi.fn<() => Promise<{ id: string }>>(async () => {
      throw offline;
    });
    rig.add('a', 10, { resolve, keepTrying: true });
    await expect(rig.pool.load('a')).rejects.toThrow(offline);
    await rig[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(resolve).toHaveBeenCalledTimes(1);
  });
});

describe('unloading', () => {
  test('requests that run finish; the next one loads it anew', async () => {
    await using rig = createPoolRig();
    rig.add('a', 10);
    const answer = ask(rig.pool, 'a');
    await vi.waitFor(() => expect(rig.pool.get('a')?.activeLeases).toBe(1), { interval: 1 });
    const unloaded = rig.pool.unload('a');
    const next = ask(rig.pool, 'a');
    expect(await answer).toBe(reply);
    await unloaded;
    expect(await next).toBe(reply);
    expect(rig.loads.get('a')).toBe(2);
  });

  test('after its idle time, counted from its last request, but not while it is used', async () => {
    await using rig = createPoolRig();
    rig.add('a', 10, { idleMs: 30 });
    const lease = await rig.pool.acquire('a');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(rig.live.size).toBe(1);
    lease[Symbol.dispose]();
    expect(rig.pool.get('a')?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
    await vi.waitFor(() => expect(rig.live.size).toBe(0));
    expect(rig.events.at(-1)).toEqual({ type: 'unloaded', id: 'a', reason: 'idle' });
  });

  test('at once when told to keep it no longer, unless it is pinned', async () => {
    await using rig = createPoolRig();
    rig.add('a', 10);
    rig.add('pinned', 10, { pin: true });
    for (const id of ['a', 'pinned']) {
      await rig.pool.load(id);
      rig.pool.keepAlive(id, 0);
    }
    await vi.waitFor(() => expect([...rig.live]).toEqual(['pinned']));
  });
});
