import type { LoadedModel } from '@tuneloop/protocol';

/** A model as `GET /v1/models` shows it. */
export interface ModelListing {
  /** The name that requests use; may contain `:` and `/`. */
  id: string;
  createdAt: Date;
  ownedBy: string;
  /** Tokens that one request may use, prompt and output together, when known before loading. */
  contextSize?: number | undefined;
}

/** Where the routes get their models from. */
export interface ModelProvider {
  /** Every model that a request may name, the default one first. */
  list(): ModelListing[];
  /**
   * A lease on the named model, on the default one for `undefined` and `'default'`. It stays usable until it is
   * disposed; disposing it ends the lease and does not unload the model for others.
   *
   * Errors: `MODEL_NOT_FOUND`, and those of `Engine.load` when it is loaded on demand; `ABORTED`.
   */
  acquire(name: string | undefined, options?: { signal?: AbortSignal | undefined }): Promise<LoadedModel>;
}
