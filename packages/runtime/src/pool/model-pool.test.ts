import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMemoryAllocator, type MemoryAllocator } from '../memory/index.ts';
import { createScriptedEngine } from '../scripted/index.ts';
import { createModelPool, type ModelPool } from './model-pool.ts';
import type { PoolEvent } from './model-state.ts';
import type { PoolModel } from './pool-model.ts';

const engine = createScriptedEngine({ replies: 'one two three four five six', tokensPerSecond: 200 });

interface Rig extends AsyncDisposable {
  pool: ModelPool;
  allocator: MemoryAllocator;
  events: PoolEvent[];
  loads: Map<string, number>;
  /** Ids of the models in memory. */
  live: Set<string>;
  add(id: string, bytes: number, more?: Partial<PoolModel>): void;
}

/** A machine with 100 bytes. */
function createRig(): Rig {
  const allocator = createMemoryAllocator({
    measure: async () => [{ id: 'ram', kind: 'ram', name: 'RAM', totalBytes: 100, freeBytes: 1e9 }],
    limits: { ram: 100 },
  });
  const pool = createModelPool({ allocator });
  const events: PoolEvent[] = [];
  pool.watch((event) => events.push(event));
  const loads = new Map<string, number>();
  const live = new Set<string>();
  const add: Rig['add'] = (id, bytes, more = {}) => {
    const definition: PoolModel = {
      id,
      resolve: async () => ({ id }),
      plan: async () => ({ bytes: { ram: bytes } }),
      load: async (source, options) => {
        loads.set(id, (loads.get(id) ?? 0) + 1);
        return tracked(await engine.load(source, options), id, live);
      },
      ...more,
    };
    pool.add(definition);
  };
  return { pool, allocator, events, loads, live, add, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() };
}

/** An older load of a model may still be draining when the next one is there. */
const loaded = new WeakMap<Set<string>, Map<string, number>>();

function tracked(model: LoadedModel, id: string, live: Set<string>): LoadedModel {
  const counts = loaded.get(live) ?? new Map<string, number>();
  loaded.set(live, counts);
  counts.set(id, (counts.get(id) ?? 0) + 1);
  live.add(id);
  return Object.assign(Object.create(model) as LoadedModel, {
    info: model.info,
    generate: (...parameters: Parameters<LoadedModel['generate']>) => model.generate(...parameters),
    [Symbol.asyncDispose]: async () => {
      await model[Symbol.asyncDispose]();
      counts.set(id, (counts.get(id) ?? 0) - 1);
      if (counts.get(id) === 0) live.delete(id);
    },
  });
}

async function ask(pool: ModelPool, id: string): Promise<string> {
  using lease = await pool.acquire(id);
  let text = '';
  for await (const event of lease.model.generate({ prompt: { type: 'text', text: 'Hi' } })) {
    if (event.type === 'text-delta') text += event.text;
  }
  return text;
}

const types = (events: PoolEvent[]): string[] => events.map(({ type, id }) => `${type} ${id}`);

describe('loading', () => {
  test('callers share one load', async () => {
    await using rig = createRig();
    rig.add('a', 10);
    const answers = await Promise.all([ask(rig.pool, 'a'), ask(rig.pool, 'a'), rig.pool.load('a')]);
    expect(answers[0]).toBe('one two three four five six');
    expect(rig.loads.get('a')).toBe(1);
    expect(types(rig.events)).toEqual(['loading a', 'progress a', 'ready a']);
    expect(rig.pool.get('a')).toMatchObject({
      state: { status: 'ready' },
      reservedBytes: { ram: 10 },
      activeLeases: 0,
    });
  });

  test('an unknown id is told at once', async () => {
    await using rig = createRig();
    await expect(rig.pool.acquire('x')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(rig.pool.switchDefault('x')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test('a caller who gives up does not stop it', async () => {
    await using rig = createRig();
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
    await using rig = createRig();
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
    const rig = createRig();
    const arrival = Promise.withResolvers<void>();
    rig.add('a', 10, {
      load: async (source) => {
        await arrival.promise;
        return tracked(await engine.load(source), 'a', rig.live);
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
    await using rig = createRig();
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
    expect(types(rig.events).filter((type) => !type.startsWith('progress'))).toEqual([
      'loading a',
      'failed a',
      'loading a',
      'failed a',
      'loading a',
      'ready a',
    ]);
  });

  test('of others a request tries again, once it is time', async () => {
    await using rig = createRig();
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
    await using rig = createRig();
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
    const rig = createRig();
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

describe('memory', () => {
  test('the idle model that was not used for longest goes first', async () => {
    await using rig = createRig();
    for (const id of ['a', 'b', 'c']) rig.add(id, 45);
    await ask(rig.pool, 'a');
    await ask(rig.pool, 'b');
    await ask(rig.pool, 'a');
    await ask(rig.pool, 'c');
    expect([...rig.live].toSorted()).toEqual(['a', 'c']);
    expect(rig.events).toContainEqual({ type: 'unloaded', id: 'b', reason: 'memory' });
  });

  test('a pinned model stays; what cannot fit beside it is refused, and nothing else is unloaded', async () => {
    await using rig = createRig();
    rig.add('pinned', 50, { pin: true });
    rig.add('small', 30);
    rig.add('large', 60);
    await rig.pool.load('pinned');
    await rig.pool.load('small');
    await expect(rig.pool.acquire('large')).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: expect.stringContaining('pinned (50 bytes)'),
    });
    expect([...rig.live].toSorted()).toEqual(['pinned', 'small']);
    // It is judged anew, without a time to wait.
    await rig.pool.unload('pinned');
    await rig.pool.load('large');
  });

  test('a model in use is never unloaded for another, which waits', async () => {
    await using rig = createRig();
    rig.add('a', 60);
    rig.add('b', 60);
    const lease = await rig.pool.acquire('a');
    const waiting = rig.pool.acquire('b');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([...rig.live]).toEqual(['a']);
    lease[Symbol.dispose]();
    (await waiting)[Symbol.dispose]();
    expect([...rig.live]).toEqual(['b']);
  });

  test('two that wait for room for each other both come to it', async () => {
    await using rig = createRig();
    for (const id of ['a', 'b', 'c']) rig.add(id, 80);
    const answers = await Promise.all(['a', 'b', 'c', 'b', 'a'].map((id) => ask(rig.pool, id)));
    expect(answers).toHaveLength(5);
    expect(rig.live.size).toBe(1);
  });

  test('what it takes once loaded is what counts', async () => {
    await using rig = createRig();
    rig.add('a', 90, { measure: () => ({ ram: 20 }) });
    rig.add('b', 70);
    await rig.pool.load('a');
    await rig.pool.load('b');
    expect(rig.live.size).toBe(2);
  });
});

describe('unloading', () => {
  test('requests that run finish; the next one loads it anew', async () => {
    await using rig = createRig();
    rig.add('a', 10);
    const answer = ask(rig.pool, 'a');
    await vi.waitFor(() => expect(rig.pool.get('a')?.activeLeases).toBe(1), { interval: 1 });
    const unloaded = rig.pool.unload('a');
    const next = ask(rig.pool, 'a');
    expect(await answer).toBe('one two three four five six');
    await unloaded;
    expect(await next).toBe('one two three four five six');
    expect(rig.loads.get('a')).toBe(2);
  });

  test('after its idle time, counted from its last request, but not while it is used', async () => {
    await using rig = createRig();
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
    await using rig = createRig();
    rig.add('a', 10);
    rig.add('pinned', 10, { pin: true });
    for (const id of ['a', 'pinned']) {
      await rig.pool.load(id);
      rig.pool.keepAlive(id, 0);
    }
    await vi.waitFor(() => expect([...rig.live]).toEqual(['pinned']));
  });

  test('loads and unloads at random end in order, with every request answered', async () => {
    await using rig = createRig();
    for (const id of ['a', 'b', 'c']) rig.add(id, 40);
    const work: Promise<unknown>[] = [];
    for (let round = 0; round < 60; round++) {
      const id = ['a', 'b', 'c'][round % 3]!;
      // A load that is cancelled by an unload is told so; no answer is ever cut short.
      if (round % 7 === 3) work.push(rig.pool.unload(id));
      else if (round % 7 === 5) work.push(rig.pool.load(id).catch(() => undefined));
      else {
        const answer = ask(rig.pool, id).catch((error: unknown) => TuneloopError.from(error).code);
        work.push(answer.then((text) => expect(['one two three four five six', 'ABORTED']).toContain(text)));
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
});

describe('the default', () => {
  test('is the first that was added, until it is switched; the old one goes when its requests have ended', async () => {
    await using rig = createRig();
    rig.add('a', 40);
    rig.add('b', 40);
    expect(rig.pool.defaultId).toBe('a');
    const lease = await rig.pool.acquire('a');
    await rig.pool.switchDefault('b');
    expect(rig.pool.defaultId).toBe('b');
    expect([...rig.live].toSorted()).toEqual(['a', 'b']);
    lease[Symbol.dispose]();
    await vi.waitFor(() => expect([...rig.live]).toEqual(['b']));
    expect(types(rig.events)).toContain('default b');
  });

  test('is switched back and forth under load without a failed request', async () => {
    await using rig = createRig();
    rig.add('a', 40);
    rig.add('b', 40);
    const over = new AbortController();
    let answered = 0;
    const stream = async (): Promise<void> => {
      while (!over.signal.aborted) {
        expect(await ask(rig.pool, rig.pool.defaultId!)).toBe('one two three four five six');
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
    await using rig = createRig();
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
    await using rig = createRig();
    rig.add('a', 60);
    rig.add('large', 60);
    rig.add('broken', 60, { load: async () => Promise.reject(new TuneloopError('MODEL_LOAD_FAILED', 'Truncated.')) });
    const answer = ask(rig.pool, 'a');
    await vi.waitFor(() => expect(rig.pool.get('a')?.activeLeases).toBe(1), { interval: 1 });
    await rig.pool.switchDefault('large', { drainFirst: true });
    expect(await answer).toBe('one two three four five six');
    expect([...rig.live]).toEqual(['large']);
    await expect(rig.pool.switchDefault('broken', { drainFirst: true })).rejects.toThrow('Truncated.');
    expect(rig.pool.defaultId).toBe('large');
    expect([...rig.live]).toEqual(['large']);
  });
});
