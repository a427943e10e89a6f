/** A version that is kept, live or not. */
export interface RegisteredAdapterVersion {
  version: number;
  state: 'candidate' | 'live' | 'refused' | 'retired';
  /** SHA-256 of the adapter's file, lower-case hexadecimal. */
  sha256: string;
  sizeBytes: number;
  /** ISO 8601. */
  createdAt: string;
  rank: number;
  alpha?: number | undefined;
  /** What it was trained on. */
  base?: { reference: string; sha256?: string | undefined } | undefined;
  /** The training that it came from. */
  run?: string | undefined;
  /** The version whose weights the training began with. */
  continuedFrom?: { name: string; version: number } | undefined;
  /** What its evaluation measured. */
  metrics: Readonly<Record<string, number>>;
  /** Why its gate refused it, a sentence each. */
  reasons: readonly string[];
}

/** What happened to an adapter. What does not belong to a type is left out. */
export interface AdapterHistoryEvent {
  type: string;
  /** ISO 8601. */
  at: string;
  version?: number | undefined;
  from?: number | null | undefined;
  reason?: string | undefined;
  scale?: number | undefined;
  record?: { version: number } | undefined;
}

export interface AdapterHistoryListing {
  name: string;
  live?: { version: number } | undefined;
  /** For requests that choose no adapter; 0: they do not get it. */
  defaultScale: number;
  /** Newest first. */
  versions: readonly RegisteredAdapterVersion[];
  /** Oldest first. */
  events: readonly AdapterHistoryEvent[];
}

export interface AdapterPromotion {
  name: string;
  live: { version: number };
  previous?: number | undefined;
  defaultScale: number;
  /** What a person should know, a sentence each. */
  warnings: readonly string[];
}

/** Versions of adapters, for servers that keep them. Errors of all: `NOT_FOUND`, `STORE_FAILED`, `ABORTED`. */
export interface AdapterRegistryControl {
  history(name: string): Promise<AdapterHistoryListing>;
  /**
   * Resolves when a loaded model answers with the version.
   *
   * @param promotion.force also a version that its gate has refused.
   *
   * Errors: `INVALID_REQUEST` (refused by its gate, or by every loaded model; what was live stays).
   */
  promote(
    promotion: {
      name: string;
      version: number;
      reason?: string | undefined;
      defaultScale?: number | undefined;
      force?: boolean | undefined;
    },
    signal: AbortSignal,
  ): Promise<AdapterPromotion>;
  /** Back to what was live before. Errors: as `promote`. */
  rollback(rollback: { name: string; reason?: string | undefined }, signal: AbortSignal): Promise<AdapterPromotion>;
  /** The name means nothing any more; its versions stay. */
  retire(retirement: { name: string; reason?: string | undefined }, signal: AbortSignal): Promise<void>;
  /** Deletes a version. Errors: `INVALID_REQUEST` for the live one. */
  remove(version: { name: string; version: number }, signal: AbortSignal): Promise<void>;
}
