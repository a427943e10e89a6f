import type { LoadedModel, ModelInfo, ProgressEvent, TuneloopError } from '@tuneloop/protocol';

/** How far a model of a pool is. */
export type ModelState =
  /** Not loaded; a request for it loads it. */
  | { status: 'idle' }
  /** Being looked up, downloaded or loaded. */
  | { status: 'starting'; progress?: ProgressEvent | undefined }
  | { status: 'ready'; model: LoadedModel }
  /** Not loaded; `retryAt` when it may be tried again. */
  | { status: 'failed'; error: TuneloopError; retryAt?: Date | undefined };

/** Why a model was unloaded. */
export type UnloadReason = 'asked' | 'idle' | 'memory' | 'switched' | 'closed';

/** What happens in a pool. `id` is that of `PoolModel`. */
export type PoolEvent =
  | { type: 'loading'; id: string }
  | { type: 'progress'; id: string; progress: ProgressEvent }
  | { type: 'ready'; id: string; info: ModelInfo }
  /** It takes no new requests; it is unloaded when its last one has ended. */
  | { type: 'draining'; id: string; reason: UnloadReason; activeRequests: number }
  | { type: 'unloaded'; id: string; reason: UnloadReason }
  | { type: 'failed'; id: string; error: TuneloopError; retryAt?: Date | undefined }
  /** `id` is now the default. */
  | { type: 'default'; id: string; previous: string | undefined };
