import { setTimeout as sleep } from 'node:timers/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { adapterSet, baseSet, type AdapterSet } from './adapter-set.ts';
import type { BatcherEvent } from './batcher.ts';
import { ContextPool } from './context-pool.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';
import type { PooledContext } from './pool-member.ts';

const adapter = { dispose: async () => undefined };
const [a, b, c] = [1, 2, 3].map((handle) => adapterSet([{ handle, adapter, scale: 1 }])) as [
  AdapterSet,
  AdapterSet,
  AdapterSet,
];

/** A context that answers when it is told to, and refuses to be changed while it answers. */
class FakeContext implements PooledContext {
  set: AdapterSet = baseSet;
  warmed = 0;
  closed = false;
  readonly running = new Set<string>();
  readonly #onEvents: (events: BatcherEvent[]) => void;

  constructor(onEvents: (events: BatcherEvent[]) => void) {
    this.#onEvents = onEvents;
  }

  start({ id }: CoreRequest): void {
    if (id.startsWith('bad')) throw new TuneloopError('CONTEXT_OVERFLOW', 'too long');
    this.running.add(id);
  }

  cancel(id: string): void {
    this.running.delete(id);
    this.#onEvents([{ id, event: { type: 'cancelled' } }]);
  }

  end(id: string): void {
    this.running.delete(id);
    this.#onEvents([{ id, error: new TuneloopError('INTERNAL', 'over') }]);
  }

  async apply(set: AdapterSet): Promise<void> {
    if (this.running.size > 0) throw new Error('The adapters of a context changed under its requests.');
    this.set = set;
  }

  async warm(): Promise<void> {
    this.warmed++;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

async function createPool(limit: number, options: { patienceMs?: number; assertRoom?: () => Promise<void> } = {}) {
  const contexts: FakeContext[] = [];
  const over: string[] = [];
  const errors = new Map<string, string>();
  const pool = await ContextPool.create({
    open: async (onEvents) => {
      const context = new FakeContext(onEvents);
      contexts.push(context);
      return context;
    },
    onEvents: (events) => {
      for (const entry of events) {
        over.push(entry.id);
        if ('error' in entry) errors.set(entry.id, entry.error.code);
      }
    },
    patienceMs: options.patienceMs,
  });
  pool.allow(limit, options.assertRoom);
  return {
    pool,
    contexts,
    over,
    errors,
    start: (id: string, set: AdapterSet) => pool.start({ id, prompt: [1], sampling: {}, reusePrefix: true }, set),
    /** Where a request runs. */
    contextOf: (id: string) => contexts.findIndex(({ running }) => running.has(id)),
    end(id: string) {
      contexts.find(({ running }) => running.has(id))!.end(id);
      return sleep(1);
    },
  };
}

describe('ContextPool', () => {
  it('puts requests of one set together and gives each set a context', async () => {
    const { start, contextOf, contexts } = await createPool(3);
    for (const [id, set] of Object.entries({ base: baseSet, a1: a, b1: b, a2: a })) start(id, set);
    await sleep(1);
    expect(contexts.map(({ set }) => set.key)).toEqual([baseSet.key, a.key, b.key]);
    expect([contextOf('base'), contextOf('a1'), contextOf('b1'), contextOf('a2')]).toEqual([0, 1, 2, 1]);
  });

  it('gives the context that has been idle longest to a new set when no more may be made', async () => {
    const { start, end, contextOf, contexts } = await createPool(3);
    for (const [id, set] of Object.entries({ base: baseSet, a1: a, b1: b })) start(id, set);
    await sleep(2);
    await end('b1');
    await sleep(2);
    await end('a1');
    start('c1', c);
    await sleep(1);
    expect(contextOf('c1')).toBe(2);
    expect(contexts[1]!.set).toBe(a);
    start('a2', a);
    expect(contextOf('a2')).toBe(1);
  });

  it('lets no busy set starve another: in time the context takes in nothing more', async () => {
    const { start, end, contextOf } = await createPool(1, { patienceMs: 30 });
    start('base1', baseSet);
    await sleep(1);
    start('a1', a);
    start('base2', baseSet);
    expect(contextOf('base2')).toBe(0);
    await sleep(70);
    start('base3', baseSet);
    expect(contextOf('base3')).toBe(-1);
    await end('base1');
    expect(contextOf('a1')).toBe(-1);
    await end('base2');
    expect(contextOf('a1')).toBe(0);
    expect(contextOf('base3')).toBe(-1);
    await sleep(70);
    start('a2', a);
    expect(contextOf('a2')).toBe(-1);
    await end('a1');
    expect(contextOf('base3')).toBe(0);
  });

  it('forgets what it promised to a set whose requests were cancelled', async () => {
    const { start, contextOf, over, pool } = await createPool(1, { patienceMs: 0 });
    start('base1', baseSet);
    start('a1', a);
    await sleep(5);
    start('base2', baseSet);
    expect(contextOf('base2')).toBe(-1);
    pool.cancel('a1');
    expect(over).toEqual(['a1']);
    expect(contextOf('base2')).toBe(0);
  });

  it('makes one context ready for what was loaded last, and uses it', async () => {
    const { start, pool, contexts, contextOf } = await createPool(9);
    start('base', baseSet);
    await pool.prepare(a);
    await pool.prepare(b);
    expect(contexts.map(({ set, warmed }) => [set.key, warmed])).toEqual([
      [baseSet.key, 0],
      [b.key, 2],
    ]);
    start('b1', b);
    expect(contextOf('b1')).toBe(1);
    await pool.prepare(c);
    expect(contexts.map(({ set }) => set.key)).toEqual([baseSet.key, b.key, c.key]);
  });

  it('releases an adapter when its requests are over, those that waited too', async () => {
    const { start, end, pool, contexts } = await createPool(2, { patienceMs: 0 });
    start('base', baseSet);
    start('a1', a);
    start('b1', b);
    await sleep(1);
    let released = false;
    const releasing = pool.release(2).then(() => (released = true));
    await end('a1');
    expect(contexts[1]!.running).toContain('b1');
    expect(released).toBe(false);
    await end('b1');
    await releasing;
    expect(contexts[1]!.set).toBe(baseSet);
    await end('base');
    pool.trimIn(10);
    await pool.prepare(c);
    await sleep(30);
    expect(pool.size).toBe(2);
    pool.trimIn(10);
    await sleep(30);
    expect(contexts.filter(({ closed }) => closed)).toHaveLength(1);
    expect(pool.size).toBe(1);
  });

  it('waits for a context when memory has run short', async () => {
    const assertRoom = async (): Promise<void> => {
      throw new TuneloopError('RESOURCE_EXHAUSTED', 'full');
    };
    const { start, end, contextOf, pool, errors } = await createPool(5, { assertRoom, patienceMs: 0 });
    start('base', baseSet);
    start('a1', a);
    await sleep(1);
    expect(pool.size).toBe(1);
    expect(contextOf('a1')).toBe(-1);
    await end('base');
    expect(contextOf('a1')).toBe(0);
    expect([...errors.keys()]).toEqual(['base']);
  });

  it('tells what is wrong with a request to it alone', async () => {
    const { start, contextOf, errors } = await createPool(1);
    start('good', baseSet);
    start('bad', baseSet);
    expect(contextOf('good')).toBe(0);
    expect(errors).toEqual(new Map([['bad', 'CONTEXT_OVERFLOW']]));
  });

  it('closes every context, also one that is being made', async () => {
    const { start, pool, contexts } = await createPool(2);
    start('base', baseSet);
    start('a1', a);
    await pool.close();
    expect(contexts.map(({ closed }) => closed)).toEqual([true, true]);
    start('late', baseSet);
    expect(contexts[0]!.running.has('late')).toBe(false);
  });
});

describe('adapterSet', () => {
  it('is the base when nothing has an effect, and knows no order', () => {
    const first = { handle: 1, adapter, scale: 0.5 };
    const second = { handle: 2, adapter, scale: 1 };
    expect(adapterSet([{ ...first, scale: 0 }])).toBe(baseSet);
    expect(adapterSet([first, second]).key).toBe(adapterSet([second, first]).key);
    expect(adapterSet([first]).key).not.toBe(adapterSet([{ ...first, scale: 1 }]).key);
  });
});
