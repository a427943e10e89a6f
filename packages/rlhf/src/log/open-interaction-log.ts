import { join } from 'node:path';
import {
  TuneloopError,
  type EventSink,
  type InteractionLog,
  type InteractionQuery,
  type JudgedComparison,
  type JudgedInteraction,
  type LogRecord,
  type LogScope,
} from '@tuneloop/protocol';
import type { CompactionOptions, CompactionReport } from '../compaction/compact-log.ts';
import type { IndexProgress } from '../index/catch-up.ts';
import { LocalInteractionLog } from './local-interaction-log.ts';
import type { LogFileSystem } from './log-writer.ts';

export interface InteractionLogOptions {
  /** Of the log's files, made when it is missing. Only its owner can read what is made here. */
  folder: string;
  /** Of the index, an SQLite file; by default `index.sqlite` in the folder. It may be deleted at any time. */
  index?: string | undefined;
  /** Only reads: nothing is locked, repaired or written but the index. */
  readOnly?: boolean | undefined;
  /** A file that has reached this size, in bytes, is followed by another one. Default 64 MiB. */
  maxFileBytes?: number | undefined;
  /** How long after a deletion, or after it is opened, the log is compacted by itself, in ms. Default one minute. */
  compactAfterMs?: number | undefined;
  /**
   * Told what went wrong without a caller to throw it to: the disk is full (once, until it is written to again), a line
   * that a killed process left unfinished, lines that nobody can read.
   */
  onProblem?: ((problem: TuneloopError) => void) | undefined;
  /** For tests. */
  now?: (() => Date) | undefined;
  /** For tests. */
  fileSystem?: LogFileSystem | undefined;
}

/** What `records` and `comparisons` give. */
export interface RecordsOptions {
  /** Default all. */
  scope?: LogScope | undefined;
  signal?: AbortSignal | undefined;
}

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
  /**
   * Everything that fits the query, the oldest first, with what was said of it. It takes the same memory however much
   * there is. Errors: `INVALID_REQUEST`, `STORE_FAILED`, `ABORTED`.
   */
  records(
    query?: Omit<InteractionQuery, 'after' | 'limit'>,
    options?: RecordsOptions,
  ): AsyncIterable<JudgedInteraction>;
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

/**
 * Opens the log in a folder, for this process and others at the same time: each writes files of its own. The files are
 * JSONL, one `LogRecord` a line, and are the truth; everything else is read from them.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `INVALID_REQUEST` (options).
 */
export function openInteractionLog(options: InteractionLogOptions): OpenInteractionLog {
  if (options.folder === '')
    throw new TuneloopError('INVALID_REQUEST', 'openInteractionLog: folder must not be empty.');
  checkWhole('maxFileBytes', options.maxFileBytes, Number.MAX_SAFE_INTEGER);
  checkWhole('compactAfterMs', options.compactAfterMs, longestTimerMs);
  return new LocalInteractionLog({ ...options, index: options.index ?? join(options.folder, 'index.sqlite') });
}

const longestTimerMs = 2 ** 31 - 1;

function checkWhole(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1 && value <= most)) return;
  const message = `openInteractionLog: ${name} must be a whole number from 1 to ${most}, not ${value}.`;
  throw new TuneloopError('INVALID_REQUEST', message);
}
