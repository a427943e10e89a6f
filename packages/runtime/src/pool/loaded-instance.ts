import type { LoadedModel, ModelSource } from '@tuneloop/protocol';
import type { Reservation } from '../memory/index.ts';

/** A model in use. Releasing it does not unload it for others. */
export interface ModelLease extends Disposable {
  readonly model: LoadedModel;
  readonly source: ModelSource;
}

export interface LoadedInstanceOptions {
  model: LoadedModel;
  source: ModelSource;
  reservation: Reservation | undefined;
  /** Called whenever the last lease ends. */
  onIdle: () => void;
}

/** One load of a model: counts who uses it, and ends when it was retired and nobody does any more. */
export class LoadedInstance {
  readonly model: LoadedModel;
  readonly source: ModelSource;
  readonly reservation: Reservation | undefined;
  readonly #onIdle: () => void;
  readonly #ended = Promise.withResolvers<void>();
  #leases = 0;
  #retired = false;
  #lastUsedMs = performance.now();
  #ending: Promise<void> | undefined;

  constructor({ model, source, reservation, onIdle }: LoadedInstanceOptions) {
    this.model = model;
    this.source = source;
    this.reservation = reservation;
    this.#onIdle = onIdle;
    // Whoever retires it waits for it; a failure to end is theirs to see.
    this.#ended.promise.catch(() => undefined);
  }

  get leases(): number {
    return this.#leases;
  }

  /** By the monotonic clock, in ms: the time of day may be set meanwhile. */
  get lastUsedMs(): number {
    return this.#lastUsedMs;
  }

  lease(): ModelLease {
    this.#leases += 1;
    let released = false;
    return {
      model: this.model,
      source: this.source,
      [Symbol.dispose]: () => {
        if (released) return;
        released = true;
        this.#release();
      },
    };
  }

  /** No new lease is to be taken. Resolves when the last one has ended, the model is gone and its memory free. */
  retire(): Promise<void> {
    if (!this.#retired) {
      this.#retired = true;
      if (this.#leases === 0) void this.end();
    }
    return this.#ended.promise;
  }

  /** At once: what still runs throws `ABORTED`. Never rejects. */
  end(): Promise<void> {
    this.#retired = true;
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    try {
      await this.model[Symbol.asyncDispose]();
      this.#ended.resolve();
    } catch (error) {
      this.#ended.reject(error);
    } finally {
      this.reservation?.release();
    }
  }

  #release(): void {
    this.#leases -= 1;
    this.#lastUsedMs = performance.now();
    if (this.#leases > 0) return;
    if (this.#retired) void this.end();
    else this.#onIdle();
  }
}
