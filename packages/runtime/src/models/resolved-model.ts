import type { ProgressListener } from '@tuneloop/protocol';

/** A model on this disk. */
export interface ResolvedModel {
  /** The name under which it's served: lower case, without `:` and `@`. */
  id: string;
  /** In its canonical form. */
  reference: string;
  /** Absolute; of the first part when the model is split, of the folder when it is one for ONNX Runtime GenAI. */
  path: string;
  /** Of all parts, or all files. */
  sizeBytes: number;
  /** Lower-case hexadecimal; left out for models in several files and for files that are not the store's. */
  sha256?: string;
}

export interface ResolveOptions {
  /** What is downloaded so far is kept for the next try. */
  signal?: AbortSignal | undefined;
  /** Phases `download`, `extract` and `verify`, at most about ten events a second. */
  onProgress?: ProgressListener | undefined;
  /** Only what is on disk. */
  offline?: boolean | undefined;
}

/** Models by reference, downloaded when needed. */
export interface ModelStore {
  /** Where downloads lie. */
  readonly folder: string;
  /**
   * Finds a model on disk, or downloads it. Callers who ask for the same model at the same time share one download, in
   * this process and in others; it goes on until the last of them has cancelled. What was downloaded once is used
   * without the network.
   *
   * Errors: `INVALID_REQUEST` (not a reference), `MODEL_NOT_FOUND`, `UNSUPPORTED` (a folder of another kind),
   * `UPSTREAM_FAILED` (network, server, wrong hash), `RESOURCE_EXHAUSTED` (disk full), `STORE_FAILED`, `ABORTED`.
   */
  resolve(reference: string, options?: ResolveOptions): Promise<ResolvedModel>;
  /** The model if it's on disk; no network. Errors: `INVALID_REQUEST`. */
  find(reference: string): Promise<ResolvedModel | undefined>;
  /** What was downloaded, and GGUF files that llama.cpp's tools left in the folder. */
  list(): Promise<ResolvedModel[]>;
  /**
   * Deletes the files of a model, with every other reference to them and what an interrupted download left.
   *
   * Errors: `MODEL_NOT_FOUND`, `INVALID_REQUEST` (a file that is not in the store's folder).
   */
  remove(reference: string): Promise<{ freedBytes: number }>;
}
