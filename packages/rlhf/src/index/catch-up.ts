import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '@tuneloop/protocol';
import { explainFileError } from '../log/log-error.ts';
import { listLogFiles, type LogFile } from '../log/log-file.ts';
import { parseLine } from '../log/parse-line.ts';
import { readLines } from '../log/read-lines.ts';
import { addFile, fileRow, forgetFile, moveOn } from './file-rows.ts';
import type { IndexTables } from './index-tables.ts';
import { ingestRecord } from './ingest.ts';

/** How far an index has come. */
export interface IndexProgress {
  /** Of the log, since the call. */
  bytesRead: number;
  bytesTotal: number;
  /** Lines, since the call. */
  lines: number;
  linesPerSecond: number;
}

export interface CatchUpOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: IndexProgress) => void) | undefined;
  /** For how long the event loop is held at a time, in ms. Default 5. */
  sliceMs?: number | undefined;
  /** Lets others go first between two slices. By default until the event loop's next turn. */
  pause?: (() => Promise<unknown>) | undefined;
  /** A line that is no record; it is skipped. */
  onUnreadable?: ((place: UnreadableLine) => void) | undefined;
}

/** A line of the log that nobody can read. */
export interface UnreadableLine {
  /** Name of the file in the log's folder. */
  file: string;
  /** From 1. */
  line: number;
  reason: string;
}

interface FileState {
  file: LogFile;
  path: string;
  inode: string;
  size: number;
}

/**
 * Reads what the log has and the tables have not, and takes out what is no longer there. Several processes may do so at
 * once: each slice begins where the tables say.
 *
 * Errors: `STORE_FAILED`, `ABORTED`.
 */
export async function catchUp(tables: IndexTables, folder: string, options: CatchUpOptions = {}): Promise<void> {
  const { signal, onProgress, sliceMs = 5, pause = nextTurn, onUnreadable } = options;
  const startedAt = performance.now();
  const files = listLogFiles(folder).flatMap((file) => stateOf(folder, file) ?? []);
  forgetMissing(tables, files);
  const behind = files.flatMap((state) => {
    const row = fileRow(tables, state.file);
    const position = row?.inode === state.inode && row.position <= state.size ? row.position : 0;
    return row && position === state.size ? [] : [{ state, unread: state.size - position }];
  });
  const bytesTotal = behind.reduce((sum, { unread }) => sum + unread, 0);
  let bytesRead = 0;
  let lines = 0;
  for (const { state } of behind) {
    for (let hasMore = true; hasMore;) {
      throwIfAborted(signal);
      const slice = readSlice(tables, state, sliceMs);
      for (const place of slice.unreadable) onUnreadable?.(place);
      bytesRead += slice.bytes;
      lines += slice.lines;
      hasMore = slice.hasMore;
      onProgress?.({
        bytesRead,
        bytesTotal,
        lines,
        linesPerSecond: (lines / Math.max(performance.now() - startedAt, 1)) * 1000,
      });
      if (hasMore) await pause();
    }
  }
}

interface Slice {
  bytes: number;
  lines: number;
  hasMore: boolean;
  unreadable: UnreadableLine[];
}

function readSlice(tables: IndexTables, { file, path }: FileState, sliceMs: number): Slice {
  const until = performance.now() + sliceMs;
  const descriptor = open(path);
  const slice: Slice = { bytes: 0, lines: 0, hasMore: false, unreadable: [] };
  if (descriptor === undefined) return slice;
  try {
    const { ino, size } = fstatSync(descriptor, { bigint: true });
    const inode = String(ino);
    tables.store.transaction(() => {
      let row = fileRow(tables, file);
      // Another file has its name, or it has been cut: what was read of it may be elsewhere now, or gone.
      if (row && (row.inode !== inode || row.position > size)) {
        forgetFile(tables, row.file);
        row = undefined;
      }
      row ??= addFile(tables, file, inode);
      const { position } = row;
      for (const { offset, length, text } of readLines(descriptor, position)) {
        row.lines++;
        row.position = offset + length;
        const record = parseLine(text);
        if (typeof record === 'string') {
          slice.unreadable.push({ file: file.name, line: row.lines, reason: record });
          const sql = 'INSERT OR REPLACE INTO log_unreadable (file, line, reason) VALUES (?, ?, ?)';
          tables.store.run(sql, row.file, row.lines, record);
        } else {
          ingestRecord(tables, record, { file: row.file, offset, length });
        }
        slice.lines++;
        if (performance.now() >= until) {
          slice.hasMore = true;
          break;
        }
      }
      slice.bytes = row.position - position;
      moveOn(tables, row);
    });
  } finally {
    closeSync(descriptor);
  }
  return slice;
}

function forgetMissing(tables: IndexTables, files: readonly FileState[]): void {
  const names = new Set(files.map(({ file }) => file.name));
  for (const { file, name } of tables.store.all('SELECT file, name FROM log_files')) {
    if (!names.has(name as string)) tables.store.transaction(() => forgetFile(tables, file as number));
  }
}

/** Nothing when the file went meanwhile. */
function stateOf(folder: string, file: LogFile): FileState | undefined {
  const path = join(folder, file.name);
  const state = statSync(path, { bigint: true, throwIfNoEntry: false });
  return state && { file, path, inode: String(state.ino), size: Number(state.size) };
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explainFileError(error, path);
  }
}
