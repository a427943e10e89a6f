import type { LoadedModel, LoadOptions, ModelSource } from '@tuneloop/protocol';
import { createMemoryAllocator, type MemoryAllocator } from '../../src/memory/index.ts';
import { createModelPool, type ModelPool } from '../../src/pool/model-pool.ts';
import type { PoolEvent } from '../../src/pool/model-state.ts';
import type { PoolModel } from '../../src/pool/pool-model.ts';
import { createScriptedEngine } from '../../src/scripted/index.ts';

/** What every model of a rig answers. */
export const reply = 'one two three four five six';

const engine = createScriptedEngine({ replies: reply, tokensPerSecond: 200 });

export interface PoolRig extends AsyncDisposable {
  pool: ModelPool;
  allocator: MemoryAllocator;
  events: PoolEvent[];
  /** How often each model was loaded, by id. */
  loads: Map<string, number>;
  /** Ids of the models in memory. */
  live: Set<string>;
  /** A model that needs so many bytes. */
  add(id: string, bytes: number, more?: Partial<PoolModel>): void;
  /** What models do by default to load. */
  load(source: ModelSource, options: LoadOptions): Promise<LoadedModel>;
}

/** A pool on a machine with 100 bytes. */
export function createPoolRig(): PoolRig {
  const allocator = createMemoryAllocator({
    measure: async () => [{ id: 'ram', kind: 'ram', name: 'RAM', totalBytes: 100, freeBytes: 1e9 }],
    limits: { ram: 100 },
  });
  const pool = createModelPool({ allocator });
  const events: PoolEvent[] = [];
  pool.watch((event) => events.push(event));
  const loads = new Map<string, number>();
  const live = new Set<string>();
  // An older load of a model may still be draining when the next one is there.
  const instances = new Map<string, number>();
  const load: PoolRig['load'] = async (source, options) => {
    const { id } = source;
    loads.set(id, (loads.get(id) ?? 0) + 1);
    const model = await engine.load(source, options);
    instances.set(id, (instances.get(id) ?? 0) + 1);
    live.add(id);
    return Object.assign(Object.create(model) as LoadedModel, {
      info: model.info,
      generate: (...parameters: Parameters<LoadedModel['generate']>) => model.generate(...parameters),
      [Symbol.asyncDispose]: async () => {
        await model[Symbol.asyncDispose]();
        instances.set(id, (instances.get(id) ?? 0) - 1);
        if (instances.get(id) === 0) live.delete(id);
      },
    });
  };
  const add: PoolRig['add'] = (id, bytes, more = {}) => {
    pool.add({ id, resolve: async () => ({ id }), plan: async () => ({ bytes: { ram: bytes } }), load, ...more });
  };
  return { pool, allocator, events, loads, live, add, load, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() };
}

/** The whole answer of a model, which is loaded when needed. */
export async function ask(pool: ModelPool, id: string): Promise<string> {
  using lease = await pool.acquire(id);
  let text = '';
  for await (const event of lease.model.generate({ prompt: { type: 'text', text: 'Hi' } })) {
    if (event.type === 'text-delta') text += event.text;
  }
  return text;
}

/** Events in short, such as `ready a`. */
export function shortEvents(events: readonly PoolEvent[]): string[] {
  return events.map(({ type, id }) => `${type} ${id}`);
}
