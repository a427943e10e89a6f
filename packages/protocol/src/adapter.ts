import type { CallOptions } from './call-options.ts';

/** An adapter's weights in the form that the engine reads (llama.cpp: a LoRA in a `.gguf`). */
export interface AdapterSource {
  /**
   * What requests call it (`AdapterSelection.id`). One id means one set of weights for as long as it is loaded: another
   * version of a file gets another id.
   */
  id: string;
  /** Absolute path; the file must not change while the adapter is loaded. */
  path: string;
}

export interface AdapterInfo {
  id: string;
  sizeBytes: number;
  /** Of the low-rank matrices; the largest, when they differ. */
  rank?: number | undefined;
  alpha?: number | undefined;
}

/** The adapters of one loaded model; they share the weights of their base. */
export interface ModelAdapters {
  /** Those that requests may name now. */
  list(): readonly AdapterInfo[];
  /**
   * Requests that run meanwhile are not disturbed. Loading an id again changes nothing.
   *
   * Errors: `ADAPTER_INVALID` (truncated, not an adapter, for another architecture or shape; `details.reason`),
   * `NOT_FOUND` (no such file), `RESOURCE_EXHAUSTED`, `ABORTED`.
   */
  load(source: AdapterSource, options?: CallOptions): Promise<AdapterInfo>;
  /**
   * From the call on no request can choose it; those that did finish with it. Resolves when its memory is free.
   *
   * Errors: `NOT_FOUND`.
   */
  unload(id: string): Promise<void>;
}
