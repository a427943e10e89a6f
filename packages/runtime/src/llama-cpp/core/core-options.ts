import type { CoreDescription } from '../../hosting/hosted-core.ts';
import type { KvCacheTypes } from './kv-cache.ts';
import type { RopeOptions } from './rope.ts';
import type { SpeculativeOptions } from './speculation/create-speculation.ts';

/** Plain data, fit for IPC. */
export interface CoreOptions {
  /** Absolute path of a GGUF file. */
  path: string;
  /** Whether it writes text; an encoder cannot, and needs nothing to do so. */
  generates: boolean;
  /** Tokens of each slot; by default the model's own as far as memory allows. */
  contextSize?: number | undefined;
  slots?: number | undefined;
  threads?: number | undefined;
  /** -1 all, 0 none, otherwise that many; by default as many as fit. */
  gpuLayers?: number | undefined;
  flashAttention?: boolean | undefined;
  kvCacheType?: KvCacheTypes | undefined;
  rope?: RopeOptions | undefined;
  speculative?: SpeculativeOptions | undefined;
  /** Whether requests go on in a full context unless they say otherwise. */
  contextShift?: boolean | undefined;
  /** For contexts beside the first, which apply adapters; by default half of what is free. */
  adapterMemoryBytes?: number | undefined;
  /** Where the outcome of measurements is kept between starts. */
  tuningFile?: string | undefined;
}

export interface LlamaCppDescription extends CoreDescription {
  flashAttention: boolean;
  /** Whether the KV cache has one cell for each token, with nothing but its position. */
  plainCells: boolean;
}
