/** One content of an adapter, ready for an engine. */
export interface StoredAdapter {
  /** The file's or folder's name, without its ending. */
  name: string;
  /** 1, 2, … for each name; kept over restarts. */
  version: number;
  /** SHA-256 of the file at `path`, lower-case hexadecimal. */
  hash: string;
  /** A file in the cache folder that never changes. */
  path: string;
  /** The user's file or folder that it was made of. */
  file: string;
}

export interface RefusedAdapter {
  name: string;
  /** The user's file or folder. */
  file: string;
  /** For people: what is wrong and what to do. */
  reason: string;
}

/** What happened to the adapter of a name. */
export interface AdapterLibraryChange {
  /** `changed`: it has another newest version. `refused`: what was there before, if anything, stays. */
  type: 'added' | 'changed' | 'removed' | 'refused';
  name: string;
  /** Of a `refused` one. */
  reason?: string;
}

/** The adapters in the watched folders, as they are now. */
export interface WatchedAdapters extends AsyncDisposable {
  /** The newest version of each, by name. */
  list(): readonly StoredAdapter[];
  /** Every version that is still stored, newest first; empty when the adapter is gone. */
  versions(name: string): readonly StoredAdapter[];
  /** Files and folders that cannot be taken, or not yet. */
  refused(): readonly RefusedAdapter[];
  /** Calls `listener` at every change from now on; returns what ends that. */
  watch(listener: (change: AdapterLibraryChange) => void): () => void;
  /**
   * Looks now instead of at the next sign of a change, and tries again what was refused: when another base model can be
   * converted for, for one. Resolves when everything found has been taken or refused.
   */
  refresh(): Promise<void>;
}
