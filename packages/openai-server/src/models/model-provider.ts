import type { LoadedModel, ProgressEvent } from '@tuneloop/protocol';
import type { ModelManager } from './model-manager.ts';

/**
 * - `unloaded`: it is loaded when a request names it
 * - `loading`: being looked up, downloaded or loaded
 * - `failed`: the last try to load it failed
 */
export type ModelLoadState = 'unloaded' | 'loading' | 'loaded' | 'failed';

/** A model as `GET /v1/models` shows it. What is not known is left out. */
export interface ModelListing {
  /** The name that requests use; may contain `:` and `/`. */
  id: string;
  createdAt: Date;
  ownedBy: string;
  /** Tokens that one request may use, prompt and output together, when known before loading. */
  contextSize?: number | undefined;
  /** Whether messages may hold images, when known. */
  images?: boolean | undefined;
  /** Of the file. */
  sizeBytes?: number | undefined;
  /** Of the file, lower-case hexadecimal. */
  sha256?: string | undefined;
  architecture?: string | undefined;
  /** Number of weights. */
  parameters?: number | undefined;
  /** `Q4_K_M`, `F16`, … */
  quantization?: string | undefined;
  /** Left out where models do not come and go. */
  state?: ModelLoadState | undefined;
  /** How far loading is. */
  progress?: ProgressEvent | undefined;
  /** When it will be unloaded unless it is used before. */
  expiresAt?: Date | undefined;
  /** Memory that is held for it on GPUs, in bytes. */
  gpuBytes?: number | undefined;
  /** For an adapter: the id of the model that it changes. */
  parent?: string | undefined;
  /** For an adapter: the id of the model whose weights it uses. */
  root?: string | undefined;
}

/** Where the routes get their models from. */
export interface ModelProvider {
  /** Every model that a request may name, the default one first. */
  list(): ModelListing[] | Promise<ModelListing[]>;
  /**
   * A lease on the named model, on the default one for `undefined` and `'default'`. It stays usable until it is
   * disposed; disposing it ends the lease and does not unload the model for others.
   *
   * Errors: `MODEL_NOT_FOUND`, and those of `Engine.load` when it is loaded on demand; `ABORTED`.
   */
  acquire(name: string | undefined, options?: { signal?: AbortSignal | undefined }): Promise<LoadedModel>;
  /** Left out where models do not come and go. */
  readonly manager?: ModelManager | undefined;
}
