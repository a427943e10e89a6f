import { TuneloopError, type CallOptions, type ModelSource } from '@tuneloop/protocol';
import type { MemoryAllocator, MemoryPlan } from '../memory/index.ts';
import { abortable } from './abortable.ts';
import type { ModelLease } from './loaded-instance.ts';
import type { ModelState, PoolEvent } from './model-state.ts';
import type { PoolModel } from './pool-model.ts';
import { PooledModel } from './pooled-model.ts';
import { makeRoom } from './room.ts';

export interface ModelPoolOptions {
  /** Without it memory is not limited. */
  allocator?: MemoryAllocator | undefined;
}

/** What is known of a model of a pool at this moment. */
export interface PoolModelStatus {
  id: string;
  state: ModelState;
  /** Where its weights are, once they were found. */
  source?: ModelSource | undefined;
  activeLeases: number;
  lastUsedAt?: Date | undefined;
  /** When it will be unloaded unless it is used before. */
  expiresAt?: Date | undefined;
  pinned: boolean;
  /** Memory that is reserved for it, by device. */
  reservedBytes: Readonly<Record<string, number>>;
}

export interface SwitchDefaultOptions extends CallOptions {
  /** Let the old one finish and go before the new one is loaded; requests wait meanwhile. */
  drainFirst?: boolean | undefined;
}

/**
 * Models that are loaded when they are asked for, several at a time as far as memory allows. A request keeps the model
 * that it began with; a model in use is never unloaded under it.
 *
 * Errors of what takes an id: `MODEL_NOT_FOUND`.
 */
export interface ModelPool extends AsyncDisposable {
  /** Errors: `INVALID_REQUEST` (there is one with this id). */
  add<P extends MemoryPlan>(model: PoolModel<P>): void;
  /** In the order in which they were added. */
  list(): PoolModelStatus[];
  get(id: string): PoolModelStatus | undefined;
  /**
   * Loads the model where it is not loaded; callers share one load, which goes on when they give up.
   *
   * Errors: why it cannot be loaded, `RESOURCE_EXHAUSTED`; `ABORTED`, `TIMEOUT` by `signal`.
   */
  acquire(id: string, options?: CallOptions): Promise<ModelLease>;
  /** Loads it without using it; tries again what failed for good before. Errors: as of `acquire`. */
  load(id: string, options?: CallOptions): Promise<void>;
  /** Cancels loading; requests that run finish. Resolves when the memory is free. */
  unload(id: string): Promise<void>;
  /**
   * How long it stays without a request, in ms, from its last one; `undefined`: for good. It holds until it is unloaded;
   * pinned ones stay anyway.
   */
  keepAlive(id: string, milliseconds: number | undefined): void;
  /** The id of the model of requests that name none. */
  readonly defaultId: string | undefined;
  /**
   * Loads `id` while the old default serves, then swaps them at once; the old one is unloaded when its last request has
   * ended, unless it is pinned. A failure leaves everything as it was. Of two switches the later one wins.
   *
   * Errors: as of `acquire`; `RESOURCE_EXHAUSTED` when both do not fit at once (see `drainFirst`).
   */
  switchDefault(id: string, options?: SwitchDefaultOptions): Promise<void>;
  /** Calls `listener` at everything that happens from now on; returns what ends that. */
  watch(listener: (event: PoolEvent) => void): () => void;
}

export function createModelPool({ allocator }: ModelPoolOptions = {}): ModelPool {
  const models = new Map<string, PooledModel>();
  const listeners = new Set<(event: PoolEvent) => void>();
  /** A default that must not be unloaded for the one that is to take its place. */
  const guarded = new Set<string>();
  let change = Promise.withResolvers<void>();
  let defaultId: string | undefined;
  let switches = 0;

  function find(id: string): PooledModel {
    const model = models.get(id);
    if (model !== undefined) return model;
    throw new TuneloopError('MODEL_NOT_FOUND', `There is no model "${id}".`, { details: { model: id } });
  }

  const emit = (event: PoolEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const changed = (): void => {
    change.resolve();
    change = Promise.withResolvers<void>();
  };

  function add<P extends MemoryPlan>(definition: PoolModel<P>): void {
    const { id } = definition;
    if (models.has(id)) throw new TuneloopError('INVALID_REQUEST', `There is a model "${id}" already.`);
    const model = new PooledModel(definition as unknown as PoolModel, {
      emit,
      changed,
      reserve: async (policy, signal) =>
        allocator &&
        (await makeRoom(allocator, {
          self: model,
          policy,
          signal,
          others: () => [...models.values()].filter((other) => other !== model),
          isProtected: (other) => guarded.has(other.definition.id),
          changed: () => change.promise,
        })),
    });
    models.set(id, model);
    defaultId ??= id;
  }

  const statusOf = (model: PooledModel): PoolModelStatus => {
    const reservedBytes: Record<string, number> = {};
    for (const { bytes } of model.reservations) {
      for (const [device, amount] of Object.entries(bytes)) {
        reservedBytes[device] = (reservedBytes[device] ?? 0) + amount;
      }
    }
    return {
      id: model.definition.id,
      state: model.state,
      source: model.source,
      activeLeases: model.activeLeases,
      lastUsedAt: model.lastUsedAt,
      expiresAt: model.expiresAt,
      pinned: model.definition.pin ?? false,
      reservedBytes,
    };
  };

  const setDefault = (id: string): void => {
    const previous = defaultId;
    defaultId = id;
    emit({ type: 'default', id, previous });
  };

  async function drainFirst(old: PooledModel, next: PooledModel, signal: AbortSignal | undefined): Promise<void> {
    const wasLoaded = old.state.status === 'ready';
    // From here requests without a name wait for the new one.
    setDefault(next.definition.id);
    try {
      await abortable(old.unload('switched'), signal);
      await abortable(next.begin(), signal);
    } catch (error) {
      setDefault(old.definition.id);
      if (wasLoaded) await old.begin().catch(() => undefined);
      throw error;
    }
  }

  async function loadBeside(old: PooledModel, next: PooledModel, signal: AbortSignal | undefined): Promise<boolean> {
    const round = ++switches;
    guarded.add(old.definition.id);
    try {
      // Held until the swap: nobody can unload it before.
      using _lease = await next.acquire({ signal });
      if (round !== switches) return false;
      setDefault(next.definition.id);
      return true;
    } finally {
      guarded.delete(old.definition.id);
    }
  }

  return {
    add,
    list: () => [...models.values()].map(statusOf),
    get: (id) => {
      const model = models.get(id);
      return model && statusOf(model);
    },
    acquire: async (id, options = {}) => find(id).acquire(options),
    load: async (id, { signal } = {}) => {
      await abortable(find(id).begin(), signal);
    },
    unload: async (id) => find(id).unload('asked'),
    keepAlive: (id, milliseconds) => find(id).keepAlive(milliseconds),
    get defaultId() {
      return defaultId;
    },
    async switchDefault(id, options = {}) {
      const next = find(id);
      const old = defaultId === undefined || defaultId === id ? undefined : models.get(defaultId);
      if (old === undefined) {
        await abortable(next.begin(), options.signal);
        return;
      }
      if (options.drainFirst) {
        await drainFirst(old, next, options.signal);
        return;
      }
      const swapped = await loadBeside(old, next, options.signal);
      // It drains by itself: whoever switched need not wait for its last request.
      if (swapped && !old.definition.pin) void old.unload('switched').catch(() => undefined);
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...models.values()].map((model) => model.close()));
    },
  };
}
