import type { CallOptions } from '@tuneloop/protocol';
import type { RegisteredVersion } from './adapter-version.ts';
import type { ServedBase } from './check-base.ts';
import type { JournalEntry } from './journal.ts';
import type { AdapterAddition } from './version-folder.ts';

/** What is kept under one name. */
export interface RegisteredAdapter {
  name: string;
  /** Left out: the name means nothing now. */
  live?: RegisteredVersion | undefined;
  /** For requests that choose no adapter; 0: they do not get it. */
  defaultScale: number;
  /** The newest first. */
  versions: readonly RegisteredVersion[];
}

export interface AdapterHistory extends RegisteredAdapter {
  /** Everything that happened, the oldest first. */
  events: readonly JournalEntry[];
}

export interface PromoteOptions extends CallOptions {
  /** Why, for those who read the history. */
  reason?: string | undefined;
  /** The scale with which requests that choose no adapter get it; 0: they do not any more. Left out: as it was. */
  defaultScale?: number | undefined;
  /** Also a version that its gate has refused. */
  force?: boolean | undefined;
  /** Models that it is to be served with: it must fit one of them. Left out or empty: not checked. */
  bases?: readonly ServedBase[] | undefined;
}

export interface Promotion {
  name: string;
  live: RegisteredVersion;
  /** Left out: the name meant nothing before. */
  previous?: number | undefined;
  defaultScale: number;
  /** What a person should know, a sentence each. */
  warnings: readonly string[];
}

export interface RegistryProblem {
  name: string;
  version?: number | undefined;
  /** For people: what is wrong and what to do. */
  message: string;
}

/**
 * The adapters of this machine with all of their versions, in a folder of its own; the one that is live is a file in the
 * adapters folder, which servers watch. Several processes may have it open: changes wait for each other. A process that
 * is killed leaves either what was or what was to be, and whoever reads next finishes what it began.
 *
 * Errors of all: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`; of what names an adapter: `INVALID_REQUEST` (the
 * name cannot be one), `NOT_FOUND`.
 */
export interface AdapterRegistry {
  readonly folder: string;
  readonly adaptersFolder: string;
  /** By name. */
  list(): Promise<RegisteredAdapter[]>;
  history(name: string): Promise<AdapterHistory>;
  /** Without a number the live one. */
  find(name: string, version?: number): Promise<RegisteredVersion>;
  /**
   * Keeps an adapter as the next version of its name; it is not live yet. The first time a name is used for which
   * somebody has put a file into the adapters folder, that file becomes version 1.
   *
   * Errors: `ADAPTER_INVALID`.
   */
  add(addition: AdapterAddition, options?: CallOptions): Promise<RegisteredVersion>;
  /**
   * Follows what somebody has put into the adapters folder by hand: the file is live, as the next version where it is
   * none yet.
   *
   * @returns the version; `undefined` when there is no file, or when it is what the registry says.
   */
  adopt(name: string, options?: CallOptions): Promise<RegisteredVersion | undefined>;
  /**
   * Makes a version the one that its name means. Requests that run end with the old one.
   *
   * Errors: `ADAPTER_INVALID` (it fits none of `bases`), `INVALID_REQUEST` (refused by its gate, and no `force`).
   */
  promote(name: string, version: number, options?: PromoteOptions): Promise<Promotion>;
  /** Back to what was live before; again, and it goes further back. Errors: `NOT_FOUND` when there was nothing. */
  rollback(name: string, options?: Omit<PromoteOptions, 'force' | 'defaultScale'>): Promise<Promotion>;
  /** From now on the name means nothing; its versions stay. A rollback brings it back. */
  retire(name: string, options?: { reason?: string | undefined } & CallOptions): Promise<void>;
  /** Whether requests that choose no adapter get it: the scale, or 0. */
  setDefault(name: string, scale: number, options?: CallOptions): Promise<void>;
  /** Deletes a version. Errors: `INVALID_REQUEST` for the live one. */
  remove(name: string, version: number, options?: CallOptions): Promise<void>;
  /** Reads every file again, and says what is not as it was. */
  verify(options?: CallOptions): Promise<RegistryProblem[]>;
  /** Calls `listener` within a second of a change, whichever process made it; returns what ends that. */
  watch(listener: () => void): () => void;
}
