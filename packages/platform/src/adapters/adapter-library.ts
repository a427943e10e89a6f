/** One content of an adapter, ready for an engine. */
export interface StoredAdapter {
  name: string;
  /** 1, 2, … for each name. */
  version: number;
  /** SHA-256 of the file that the engine reads. */
  hash: string;
  /** A `.gguf` or an `.onnx_adapter` that never changes. */
  path: string;
  /** The user's file or folder that it was made of. */
  file: string;
}

/** What changed: the adapter of this name has another newest version, is gone, or could not be taken. */
export interface LibraryChange {
  name: string;
}

/** The adapter files of this machine, as they are now. */
export interface AdapterLibrary extends AsyncDisposable {
  /** The newest version of each. */
  list(): readonly StoredAdapter[];
  /** Every version that is still stored, newest first; empty when the adapter's file is gone. */
  versions(name: string): readonly StoredAdapter[];
  /** Files that are no adapters, or not yet. */
  refused(): readonly { name: string; file: string; reason: string }[];
  /** Calls `listener` at every change from now on; returns what ends that. */
  watch(listener: (change: LibraryChange) => void): () => void;
  /** Looks now; what was refused is tried again. Resolves when everything that is there was taken or refused. */
  refresh(): Promise<void>;
}

/** What the engine calls it: another content is never loaded under the same id. */
export function engineIdOf({ name, version, hash }: StoredAdapter): string {
  return `${name}@${version}#${hash.slice(0, 8)}`;
}
