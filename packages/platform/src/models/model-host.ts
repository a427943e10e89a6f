import { TuneloopError, type CallOptions, type LoadedModel, type ModelSource } from '@tuneloop/protocol';
import type { ModelPool, ModelState } from '@tuneloop/runtime';

/** The default model of a pool, whichever that is at the moment. */
export interface ModelHost {
  readonly state: ModelState;
  /** Whether it has been loaded before: if it is not any more, the next request brings it back. */
  readonly wasReady: boolean;
  /** What is being served or loaded, once it was found. */
  readonly source: ModelSource | undefined;
  /** Calls `listener` at every change from now on; returns what ends that. */
  watch(listener: (state: ModelState) => void): () => void;
  /** Begins to load it, unless that has begun. */
  start(): void;
  /**
   * The model, as soon as it is loaded. Errors: why it could not be loaded; `ABORTED`, `TIMEOUT` by `signal`, which does
   * not stop the loading itself.
   */
  ready(options?: CallOptions): Promise<LoadedModel>;
}

/** `pool` must have a model. */
export function createModelHost(pool: ModelPool): ModelHost {
  const id = (): string => pool.defaultId ?? '';
  const state = (): ModelState => pool.get(id())?.state ?? { status: 'idle' };
  const everReady = new Set<string>();
  pool.watch((event) => {
    if (event.type === 'ready') everReady.add(event.id);
  });
  return {
    get wasReady() {
      return everReady.has(id());
    },
    get state() {
      return state();
    },
    get source() {
      return pool.get(id())?.source;
    },
    watch: (listener) =>
      pool.watch((event) => {
        if (event.id === id() && event.type !== 'progress') listener(state());
      }),
    start() {
      if (state().status === 'idle') void pool.load(id()).catch(() => undefined);
    },
    async ready(options) {
      await pool.load(id(), options);
      const current = state();
      if (current.status === 'ready') return current.model;
      throw new TuneloopError('ABORTED', 'The model was unloaded as soon as it was loaded.', { retryable: true });
    },
  };
}
