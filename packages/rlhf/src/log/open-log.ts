import type { EventSink, InteractionLog, JudgedComparison, LogRecord, RecordsOptions } from '@tuneloop/protocol';
import type { CompactionOptions, CompactionReport } from '../compaction/compact-log.ts';
import type { IndexProgress } from '../index/catch-up.ts';

export interface RebuildOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: IndexProgress) => void) | undefined;
  /** For how long the event loop is held at a time, in ms. Default 5. */
  sliceMs?: number | undefined;
}

export interface LogCounts {
  /** Records that this process could not write. */
  lost: number;
  /** Lines that are no records, in the files that the index has read. */
  unreadable: number;
}

/** A log in a folder of this machine. */
export interface OpenInteractionLog extends InteractionLog, EventSink, AsyncDisposable {
  /** As `write`, but it throws what `write` reports. Errors: `RESOURCE_EXHAUSTED` (disk), `STORE_FAILED`. */
  append(record: LogRecord): void;
  /** All comparisons, the oldest first. Errors: `STORE_FAILED`, `ABORTED`. */
  comparisons(options?: RecordsOptions): AsyncIterable<JudgedComparison>;
  /** Reads the whole log into a new index. Errors: `STORE_FAILED`, `ABORTED`; a query then goes on where it stopped. */
  rebuildIndex(options?: RebuildOptions): Promise<void>;
  /**
   * Rewrites files without what was deleted and what was said of it; the bytes of everything else stay as they are. It
   * may be ended at any moment, by a crash too, and done again. Recording goes on meanwhile.
   *
   * Errors: `BUSY` (another compaction), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
   */
  compact(options?: CompactionOptions): Promise<CompactionReport>;
  counts(): Promise<LogCounts>;
  close(): Promise<void>;
}
