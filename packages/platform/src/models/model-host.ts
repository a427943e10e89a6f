import {
  throwIfAborted,
  TuneloopError,
  type Engine,
  type LoadedModel,
  type LoadOptions,
  type ModelSource,
  type ProgressListener,
} from '@tuneloop/protocol';
import type { ModelState } from './model-state.ts';
import { retryDelay } from './retry-delay.ts';

export interface ModelHostOptions {
  engine: () => Promise<Engine>;
  /** Finds the weights, downloading them when needed. */
  resolve: (options: LoadOptions) => Promise<ModelSource>;
  onProgress?: ProgressListener | undefined;
}

/** Keeps one model: resolves and loads it in the background, and tries again where that can help. */
export interface ModelHost extends AsyncDisposable {
  readonly state: ModelState;
  /** What is being served or loaded, once it was found. */
  readonly source: ModelSource | undefined;
  /** Calls `listener` at every change from now on; returns what ends that. */
  watch(listener: (state: ModelState) => void): () => void;
  /** Begins, unless it has begun. */
  start(): void;
  /**
   * The model, as soon as it is loaded. Errors: why it could not be loaded; `ABORTED`, `TIMEOUT` by `signal`, which does
   * not stop the loading itself.
   */
  ready(options?: { signal?: AbortSignal | undefined }): Promise<LoadedModel>;
}

function aborted(signal: AbortSignal): Promise<never> & { stop: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(TuneloopError.from(signal.reason, 'ABORTED'));
  signal.addEventListener('abort', onAbort, { once: true });
  return Object.assign(promise, { stop: () => signal.removeEventListener('abort', onAbort) });
}

export function createModelHost(options: ModelHostOptions): ModelHost {
  const closing = new AbortController();
  let state: ModelState = { status: 'idle' };
  const listeners = new Set<(state: ModelState) => void>();
  let source: ModelSource | undefined;
  let attempt: Promise<LoadedModel> | undefined;
  let failures = 0;
  let retryTimer: NodeJS.Timeout | undefined;

  const change = (next: ModelState): void => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const onProgress: ProgressListener = (progress) => {
    if (state.status === 'starting') state = { status: 'starting', progress };
    options.onProgress?.(progress);
  };

  async function load(): Promise<LoadedModel> {
    change({ status: 'starting' });
    try {
      const { signal } = closing;
      source = await options.resolve({ signal, onProgress });
      throwIfAborted(signal);
      const engine = await options.engine();
      const model = await engine.load(source, { signal, onProgress });
      if (signal.aborted) {
        await model[Symbol.asyncDispose]();
        throwIfAborted(signal);
      }
      failures = 0;
      change({ status: 'ready', model });
      return model;
    } catch (reason) {
      fail(TuneloopError.from(reason));
      throw reason;
    }
  }

  function fail(error: TuneloopError): void {
    if (!error.retryable || closing.signal.aborted) {
      change({ status: 'failed', error });
      return;
    }
    failures += 1;
    const delay = retryDelay(failures);
    retryTimer = setTimeout(() => void begin(), delay).unref();
    change({ status: 'failed', error, retryAt: new Date(Date.now() + delay) });
  }

  function begin(): Promise<LoadedModel> {
    attempt = load();
    // Whoever waits gets the rejection through `ready`; without anybody waiting it must not end the process.
    attempt.catch(() => undefined);
    return attempt;
  }

  return {
    get state() {
      return state;
    },
    get source() {
      return source;
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (attempt === undefined) void begin();
    },
    async ready({ signal } = {}) {
      throwIfAborted(signal);
      const loading = attempt ?? begin();
      if (signal === undefined) return loading;
      const cancelled = aborted(signal);
      try {
        return await Promise.race([loading, cancelled]);
      } finally {
        cancelled.stop();
      }
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(retryTimer);
      closing.abort(new TuneloopError('ABORTED', 'The server is stopping.'));
      const model = await attempt?.catch(() => undefined);
      await model?.[Symbol.asyncDispose]();
    },
  };
}
