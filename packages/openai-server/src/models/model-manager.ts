import type { CallOptions } from '@tuneloop/protocol';

export interface SwitchOptions extends CallOptions {
  /** Let the old default go first, where both do not fit into memory at once; requests wait meanwhile. */
  drainFirst?: boolean | undefined;
}

/** Loads and unloads the models of a provider. Names are those of its listing, or any that `acquire` takes. */
export interface ModelManager {
  /**
   * Resolves once the model is loaded. `signal` ends the waiting, not the loading.
   *
   * Errors: `MODEL_NOT_FOUND`, `RESOURCE_EXHAUSTED`, those of `Engine.load`.
   */
  load(name: string, options?: CallOptions): Promise<void>;
  /** Cancels loading. Requests that run finish; resolves once its memory is free. Errors: `MODEL_NOT_FOUND`. */
  unload(name: string): Promise<void>;
  /**
   * Makes it the model of requests that name none. It is loaded beside the old default, which serves until then and is
   * unloaded when its last request has ended. A failure leaves everything as it was.
   *
   * Errors: as of `load`; `RESOURCE_EXHAUSTED` when both do not fit at once.
   */
  setDefault(name: string, options?: SwitchOptions): Promise<void>;
  /** How long the model may stay loaded without a request, in ms, from its last one; `undefined`: for good. Errors: `MODEL_NOT_FOUND`. */
  keepAlive(name: string | undefined, milliseconds: number | undefined): Promise<void>;
}
