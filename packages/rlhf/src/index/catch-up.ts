import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '@tuneloop/protocol';
import { explainFileError } from '../log/log-error.ts';
import { listLogFiles, type LogFile } from '../log/log-file.ts';
import { parseLine } from '../log/parse-line.ts';
import { readLines } from '../log/read-lines.ts';
import { addFile, fileRow, forgetFile, moveOn, type FileRow } from './file-rows.ts';
import type { IndexTables } from './index-tables.ts';
import { ingestRecord } from './ingest.ts';

/** How far reading the log has come. All since the call. */
export interface IndexProgress {
  bytesRead: number;
  bytesTotal: number;
  lines: number;
  linesPerSecond: number;
}

/** A line of the log that nobody can read. */
export interface UnreadableLine {
  /** Name of the file in the log's folder. */
  file: string;
  /** From 1. */
  line: number;
  reason: string;
}

export interface CatchUpOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: IndexProgress) => void) | undefined;
  /** For how long the event loop is held at a time, in ms. Default 5. */
  sliceMs?: number | undefined;
  /** Lets others go first between two slices. By default until the event loop's next turn. */
  pause?: (() => Promise<unknown>) | undefined;
}

interface FileState {
  file: LogFile;
  path: string;
  inode: string;
  changed: string;
  size: number;
}

/**
 * Reads what the log has and the tables have not, and takes out what is no longer there. Several processes may do so at
 * once: each slice begins where the tables say.
 *
 * @returns lines that are no records; they are skipped, and counted in the tables. Errors: `STORE_FAILED`, `ABORTED`.
 */
export async function catchUp(
  tables: IndexTables,
  folder: string,
  options: CatchUpOptions = {},
): Promise<UnreadableLine[]> {
  const { signal, onProgress, sliceMs = 5, pause = nextTurn } = options;
  const startedAt = performance.now();
  const files = listLogFiles(folder).flatMap((file) => stateOf(folder, file) ?? []);
  const behind = files
    .map((state) => ({ state, unread: unreadBytes(tables, state) }))
    .filter(({ unread }) => unread > 0);
  const bytesTotal = behind.reduce((sum, { unread }) => sum + unread, 0);
  const unreadable: UnreadableLine[] = [];
  let bytesRead = 0;
  let lines = 0;

  const inSlices = async (readSlice: (until: number) => Slice): Promise<void> => {
    for (let hasMore = true; hasMore;) {
      throwIfAborted(signal);
      const slice = tables.store.transaction(() => {
        tables.refresh();
        return readSlice(performance.now() + sliceMs);
      });
      bytesRead += slice.bytes;
      lines += slice.lines;
      unreadable.push(...slice.unreadable);
      const linesPerSecond = (lines / Math.max(performance.now() - startedAt, 1)) * 1000;
      onProgress?.({ bytesRead, bytesTotal, lines, linesPerSecond });
      hasMore = slice.hasMore;
      if (hasMore) await pause();
    }
  };

  for (const file of missingFiles(tables, files)) {
    await inSlices((until) => ({ ...emptySlice(), hasMore: !forgetFile(tables, file, until) }));
  }
  for (const { state } of behind) await inSlices((until) => readFile(tables, state, until));
  return unreadable;
}

interface Slice {
  bytes: number;
  lines: number;
  hasMore: boolean;
  unreadable: UnreadableLine[];
}

function emptySlice(): Slice {
  return { bytes: 0, lines: 0, hasMore: false, unreadable: [] };
}

/** Reads on in a file until `until`; one that took the name of what was read makes that forgotten first. */
function readFile(tables: IndexTables, { file, path }: FileState, until: number): Slice {
  const slice = emptySlice();
  const descriptor = openIfThere(path);
  if (descriptor === undefined) return slice;
  try {
    const { ino, size, mtimeNs } = fstatSync(descriptor, { bigint: true });
    const inode = String(ino);
    let row = fileRow(tables, file);
    if (row && (row.inode !== inode || row.position > size || markOf(descriptor, row) !== row.mark)) {
      if (!forgetFile(tables, row.file, until)) return { ...slice, hasMore: true };
      row = undefined;
    }
    row ??= addFile(tables, file, inode);
    const { position } = row;
    for (const { offset, length, bytes } of readLines(descriptor, position)) {
      row.lines++;
      row.last = offset;
      row.position = offset + length;
      slice.lines++;
      const record = parseLine(bytes);
      if (typeof record === 'string') {
        const sql = 'INSERT OR REPLACE INTO log_unreadable (file, line, reason) VALUES (?, ?, ?)';
        tables.store.run(sql, row.file, row.lines, record);
        slice.unreadable.push({ file: file.name, line: row.lines, reason: record });
      } else {
        ingestRecord(tables, record, { file: row.file, offset, length });
      }
      if (performance.now() >= until) {
        slice.hasMore = true;
        break;
      }
    }
    slice.bytes = row.position - position;
    if (slice.lines > 0) row.mark = markOf(descriptor, row);
    // As it was before it was read: what is written meanwhile is seen the next time.
    row.changed = slice.hasMore ? '' : String(mtimeNs);
    moveOn(tables, row);
    return slice;
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes that are looked at to know a line again; what a line begins with has its id in it. */
const markBytes = 256;

/** Of the last line that was read; empty where none was. */
function markOf(descriptor: number, { last, position }: FileRow): string {
  if (position === 0) return '';
  const bytes = Buffer.alloc(Math.min(markBytes, position - last));
  readSync(descriptor, bytes, 0, bytes.length, last);
  return createHash('sha256').update(bytes).digest('base64url');
}

/** One for a file that has to be looked at, though there may be nothing new in it. */
function unreadBytes(tables: IndexTables, { file, inode, changed, size }: FileState): number {
  const row = fileRow(tables, file);
  if (row?.inode !== inode || row.position > size) return Math.max(size, 1);
  return row.changed === changed ? size - row.position : Math.max(size - row.position, 1);
}

function missingFiles({ store }: IndexTables, files: readonly FileState[]): number[] {
  const names = new Set(files.map(({ file }) => file.name));
  const rows = store.all('SELECT file, name FROM log_files');
  return rows.filter(({ name }) => !names.has(name as string)).map(({ file }) => file as number);
}

/** Nothing when the file went meanwhile. */
function stateOf(folder: string, file: LogFile): FileState | undefined {
  const path = join(folder, file.name);
  const state = statSync(path, { bigint: true, throwIfNoEntry: false });
  // A pipe or a device of that name would never end.
  if (!state?.isFile()) return undefined;
  return { file, path, inode: String(state.ino), changed: String(state.mtimeNs), size: Number(state.size) };
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explainFileError(error, path);
  }
}
