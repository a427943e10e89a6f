import type { TuneloopError } from '@tuneloop/protocol';
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
