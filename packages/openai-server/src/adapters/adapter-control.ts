import type { AdapterRegistryControl } from './registry-control.ts';

/** One content of an adapter's file. */
export interface AdapterVersion {
  /** 1, 2, … for each name. */
  version: number;
  /** SHA-256 of the file, lower-case hexadecimal. */
  hash: string;
  /** `loaded`: in memory; `stored`: loaded when a request names it (`base:adapter@version`). */
  state: 'loaded' | 'stored';
  sizeBytes?: number | undefined;
  rank?: number | undefined;
  alpha?: number | undefined;
}

/** An adapter of one base model. What is not known is left out. */
export interface AdapterListing {
  name: string;
  /** The id of the model that it changes; left out for a file that no model could be tried with. */
  base?: string | undefined;
  /** The file's or folder's name, without the folders above it. */
  file: string;
  /** The version that answers `base:name`. */
  live?: AdapterVersion | undefined;
  /** Newest first. */
  versions: AdapterVersion[];
  /** Why the newest file does not answer; an older version may still. */
  refusedBecause?: string | undefined;
}

/** An adapter as llama-server's `/lora-adapters` shows it. */
export interface NumberedAdapter {
  /** Stays the adapter's while the server runs. */
  number: number;
  file: string;
  /** For requests that choose no adapter; 0: none. */
  scale: number;
}

/** What the adapter routes steer; whoever mounts the router brings it. */
export interface AdapterControl {
  list(): AdapterListing[];
  numbered(): NumberedAdapter[];
  /** Adapters that are left out get scale 0. Errors: `NOT_FOUND` for a number that no adapter has. */
  setDefaultScales(scales: ReadonlyMap<number, number>): void;
  /**
   * Serves a file or folder under a name, as soon as at least one loaded model takes it.
   *
   * @param adapter.replace an adapter of that name becomes the older version of it, in place of being an error.
   *
   * Errors: `FORBIDDEN` (a path outside of the configured folders), `NOT_FOUND`, `ADAPTER_INVALID`, `INVALID_REQUEST`
   * (the name is taken, or cannot be one), `ABORTED`.
   */
  load(adapter: { name: string; path: string; replace: boolean }, signal: AbortSignal): Promise<void>;
  /** From the call on no request can choose it; those that did finish with it. Errors: `NOT_FOUND`. */
  unload(name: string): Promise<void>;
  /** Left out: versions are those of files alone. */
  readonly registry?: AdapterRegistryControl | undefined;
}
