import {
  throwIfAborted,
  TuneloopError,
  type CallOptions,
  type ModelSource,
  type ProgressListener,
} from '@tuneloop/protocol';
import type { MemoryPlan, MemoryPolicy, Reservation } from '../memory/index.ts';
import { abortable } from './abortable.ts';
import { LoadedInstance, type ModelLease } from './loaded-instance.ts';
import type { ModelState, PoolEvent, UnloadReason } from './model-state.ts';
import type { PoolModel } from './pool-model.ts';
import { retryDelay } from './retry-delay.ts';

/** What a model of the pool needs from the others. */
export interface PoolSurroundings {
  emit(event: PoolEvent): void;
  /** Something may have become free. */
  changed(): void;
  reserve<P extends MemoryPlan>(policy: MemoryPolicy<P>, signal: AbortSignal): Promise<Reservation<P> | undefined>;
}

interface Loading {
  cancel: AbortController;
  done: Promise<LoadedInstance>;
  reservation?: Reservation | undefined;
}

/** The life of one model: loaded once for all who ask, used by leases, unloaded when it is idle or told to. */
export class PooledModel {
  readonly definition: PoolModel;
  readonly #pool: PoolSurroundings;
  #state: ModelState = { status: 'idle' };
  #source: ModelSource | undefined;
  #instance: LoadedInstance | undefined;
  #loading: Loading | undefined;
  /** Instances that take no new requests. */
  readonly #draining = new Set<LoadedInstance>();
  #waiting = 0;
  #failures = 0;
  #idleMs: number | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** When what has failed may be tried again, by the monotonic clock. */
  #retryMs: number | undefined;
  #closed = false;

  constructor(definition: PoolModel, pool: PoolSurroundings) {
    this.definition = definition;
    this.#pool = pool;
    this.#idleMs = definition.idleMs;
  }

  get state(): ModelState {
    if (this.#state.status !== 'failed' || this.#retryMs === undefined) return this.#state;
    return { ...this.#state, retryAt: timeOfDay(this.#retryMs) };
  }

  get source(): ModelSource | undefined {
    return this.#source;
  }

  /** All that it holds, also of what is on its way in or out. */
  get reservations(): Reservation[] {
    const instances = [...this.#draining, ...(this.#instance ? [this.#instance] : [])];
    const held = [this.#loading?.reservation, ...instances.map(({ reservation }) => reservation)];
    return held.filter((reservation) => reservation !== undefined);
  }

  /** Of what takes no requests any more: it comes free by itself. */
  get drainingReservations(): Reservation[] {
    return [...this.#draining].flatMap(({ reservation }) => reservation ?? []);
  }

  get activeLeases(): number {
    return this.#instance?.leases ?? 0;
  }

  get lastUsedAt(): Date | undefined {
    return this.#instance && timeOfDay(this.#instance.lastUsedMs);
  }

  /** By the monotonic clock, in ms. */
  get lastUsedMs(): number | undefined {
    return this.#instance?.lastUsedMs;
  }

  get expiresAt(): Date | undefined {
    if (this.#instance === undefined || this.#idleMs === undefined || this.definition.pin) return undefined;
    const from = this.#instance.leases > 0 ? performance.now() : this.#instance.lastUsedMs;
    return timeOfDay(from + this.#idleMs);
  }

  /** Loaded, in use by nobody, and wanted by nobody. */
  get isIdle(): boolean {
    return this.#instance !== undefined && this.#instance.leases === 0 && this.#waiting === 0;
  }

  async acquire({ signal }: CallOptions): Promise<ModelLease> {
    this.#waiting += 1;
    try {
      for (;;) {
        throwIfAborted(signal);
        if (this.#closed) throw closedError();
        if (this.#instance === undefined) {
          this.#refuseWhileFailed();
          await abortable(this.begin(), signal);
        }
        // It may have been told to unload meanwhile: then it is loaded anew.
        if (this.#instance === undefined) continue;
        clearTimeout(this.#idleTimer);
        return this.#instance.lease();
      }
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#becameIdle();
    }
  }

  /** Begins to load, unless it is loaded or on its way; also after a failure that was final. */
  begin(): Promise<LoadedInstance> {
    if (this.#closed) return Promise.reject(closedError());
    if (this.#instance !== undefined) return Promise.resolve(this.#instance);
    if (this.#loading !== undefined) return this.#loading.done;
    clearTimeout(this.#retryTimer);
    this.#idleMs = this.definition.idleMs;
    const { promise: done, resolve } = Promise.withResolvers<LoadedInstance>();
    this.#loading = { cancel: new AbortController(), done };
    resolve(this.#load(this.#loading));
    // Whoever waits gets the rejection; without anybody waiting it must not end the process.
    done.catch(() => undefined);
    return done;
  }

  /** Cancels loading; lets what runs finish. Resolves when the memory is free. */
  async unload(reason: UnloadReason): Promise<void> {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#idleTimer);
    const loading = this.#loading;
    if (loading !== undefined) {
      loading.cancel.abort(new TuneloopError('ABORTED', `Loading of "${this.definition.id}" was cancelled.`));
      await loading.done.catch(() => undefined);
    }
    if (this.#state.status === 'failed') this.#state = { status: 'idle' };
    const instance = this.#instance;
    if (instance !== undefined) await this.#retire(instance, reason);
    else await Promise.allSettled([...this.#draining].map((draining) => draining.retire()));
  }

  keepAlive(milliseconds: number | undefined): void {
    this.#idleMs = milliseconds;
    this.#becameIdle();
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#idleTimer);
    const loading = this.#loading;
    loading?.cancel.abort(closedError());
    await loading?.done.catch(() => undefined);
    const instances = [...this.#draining, ...(this.#instance ? [this.#instance] : [])];
    this.#instance = undefined;
    await Promise.all(instances.map((instance) => instance.end()));
  }

  async #load(loading: Loading): Promise<LoadedInstance> {
    const { definition } = this;
    const { signal } = loading.cancel;
    this.#state = { status: 'starting' };
    this.#pool.emit({ type: 'loading', id: definition.id });
    const onProgress: ProgressListener = (progress) => {
      if (this.#state.status === 'starting') this.#state = { status: 'starting', progress };
      this.#pool.emit({ type: 'progress', id: definition.id, progress });
    };
    let reservation: Reservation | undefined;
    try {
      const source = (this.#source = await definition.resolve({ signal, onProgress }));
      throwIfAborted(signal);
      const policy = await definition.plan?.(source);
      reservation = policy && (await this.#pool.reserve(policy, signal));
      loading.reservation = reservation;
      const model = await definition.load(source, { signal, onProgress, plan: reservation?.plan });
      if (signal.aborted) {
        await model[Symbol.asyncDispose]();
        throwIfAborted(signal);
      }
      reservation?.markInUse();
      if (reservation && definition.measure) await reservation.resize(definition.measure(model, reservation.plan));
      const instance = new LoadedInstance({ model, source, reservation, onIdle: () => this.#becameIdle() });
      this.#loading = undefined;
      this.#instance = instance;
      this.#failures = 0;
      this.#state = { status: 'ready', model };
      this.#pool.emit({ type: 'ready', id: definition.id, info: model.info });
      this.#becameIdle();
      return instance;
    } catch (reason) {
      reservation?.release();
      this.#loading = undefined;
      this.#fail(TuneloopError.from(reason), signal.aborted && !this.#closed);
      throw reason;
    }
  }

  #fail(error: TuneloopError, cancelled: boolean): void {
    const { id, keepTrying = false } = this.definition;
    if (cancelled) {
      this.#state = { status: 'idle' };
      this.#pool.emit({ type: 'unloaded', id, reason: 'asked' });
    } else {
      this.#failures += 1;
      // Lack of memory passes when others go; where they hold it, that is seen without loading anything.
      const mayPass = error.retryable || error.code === 'RESOURCE_EXHAUSTED';
      const delay = error.details.holders !== undefined && !keepTrying ? 0 : retryDelay(this.#failures);
      this.#retryMs = mayPass && !this.#closed ? performance.now() + delay : undefined;
      if (this.#retryMs !== undefined && keepTrying) {
        this.#retryTimer = setTimeout(() => void this.begin().catch(() => undefined), delay).unref();
      }
      this.#state = { status: 'failed', error };
      const retryAt = this.#retryMs === undefined ? undefined : timeOfDay(this.#retryMs);
      this.#pool.emit({ type: 'failed', id, error, retryAt });
    }
    this.#pool.changed();
  }

  /** A failure is told again to everybody, until it is time to try again. */
  #refuseWhileFailed(): void {
    const state = this.#state;
    if (state.status !== 'failed') return;
    if (this.#retryMs !== undefined && this.#retryMs <= performance.now()) return;
    throw state.error;
  }

  #becameIdle(): void {
    clearTimeout(this.#idleTimer);
    if (!this.isIdle) return;
    this.#pool.changed();
    if (this.#idleMs === undefined || this.definition.pin) return;
    const unload = (): void => void this.unload('idle').catch(() => undefined);
    if (this.#idleMs === 0) unload();
    // Longer than Node's timers can wait is for good.
    else if (this.#idleMs < 2 ** 31) this.#idleTimer = setTimeout(unload, this.#idleMs).unref();
  }

  async #retire(instance: LoadedInstance, reason: UnloadReason): Promise<void> {
    const { id } = this.definition;
    this.#instance = undefined;
    this.#draining.add(instance);
    this.#state = { status: 'idle' };
    this.#pool.emit({ type: 'draining', id, reason, activeRequests: instance.leases });
    try {
      await instance.retire();
    } finally {
      this.#draining.delete(instance);
      this.#pool.emit({ type: 'unloaded', id, reason });
      this.#pool.changed();
    }
  }
}

/** What people are told of a time by the monotonic clock, as their clock stands now. */
function timeOfDay(monotonicMs: number): Date {
  return new Date(Date.now() + monotonicMs - performance.now());
}

function closedError(): TuneloopError {
  return new TuneloopError('ABORTED', 'The server is stopping.');
}
