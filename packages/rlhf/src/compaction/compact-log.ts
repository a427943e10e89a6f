import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { IndexTables } from '../index/index-tables.ts';
import type { LogIndex } from '../index/log-index.ts';
import { tryLock } from '../log/file-lock.ts';
import { explainFileError } from '../log/log-error.ts';
import { parseLogFile } from '../log/log-file.ts';
import type { LogWriter } from '../log/log-writer.ts';
import { tryClaim } from '../log/writer-claim.ts';
import { filesWithRemoved, isToGo } from './removed-lines.ts';
import { rewriteFile, rewrittenSuffix } from './rewrite-file.ts';

export interface CompactionReport {
  /** Names of the files that were rewritten. */
  files: string[];
  removedLines: number;
  freedBytes: number;
  /** Names of the files that another running program writes to; they are for the next compaction. */
  skipped: string[];
}

export interface CompactionOptions {
  signal?: AbortSignal | undefined;
  /** Lets others go first between two slices of a few ms. By default until the event loop's next turn. */
  pause?: (() => Promise<unknown>) | undefined;
}

export interface CompactLogOptions extends CompactionOptions {
  folder: string;
  index: LogIndex;
  /** This process's own. */
  number: number;
  writer: LogWriter;
}

/**
 * Rewrites the files of a log without what was deleted. It may be ended at any moment, and be done again: each file is
 * replaced in one step.
 *
 * Errors: `BUSY` (another compaction), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
 */
export async function compactLog(options: CompactLogOptions): Promise<CompactionReport> {
  const { folder, signal } = options;
  const lock = tryLock(join(resolve(folder), 'compaction.lock'));
  if (!lock) {
    throw new TuneloopError('BUSY', `The log ${folder} is being compacted already. Wait until that has ended.`);
  }
  try {
    await removeLeftovers(folder);
    const report: CompactionReport = { files: [], removedLines: 0, freedBytes: 0, skipped: [] };
    for (const { name } of await options.index.ask(filesWithRemoved, { signal })) {
      throwIfAborted(signal);
      await compactFile(name, options, report);
    }
    if (report.files.length > 0) await eraseWords(options.index, options);
    return report;
  } catch (error) {
    throw explainFileError(error, folder);
  } finally {
    lock.release();
  }
}

async function compactFile(name: string, options: CompactLogOptions, report: CompactionReport): Promise<void> {
  const { folder, index, number, writer, signal, pause = nextTurn } = options;
  const file = parseLogFile(name);
  if (!file) return;
  const isOwn = file.writer === number;
  const claim = isOwn ? undefined : tryClaim(folder, file.writer);
  if (!isOwn && !claim) {
    report.skipped.push(name);
    return;
  }
  try {
    if (isOwn) writer.leave(name);
    // The index knows all that is in the file: nobody writes to it any more.
    const tables = await index.ask((tables) => tables, { signal, pause });
    const rewritten = await rewriteFile(join(folder, name), (record) => isToGo(tables, record), { signal, pause });
    report.files.push(name);
    report.removedLines += rewritten.removedLines;
    report.freedBytes += rewritten.freedBytes;
  } finally {
    claim?.release();
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder);
  const left = names.filter((name) => name.endsWith(rewrittenSuffix));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

/** Pages of the words' index that are merged at a time; each takes a few ms. */
const mergedPages = 200;

/**
 * Words of what was deleted stay in the index of words until its parts are merged, and pages of what was deleted in the
 * write-ahead log until a checkpoint.
 */
async function eraseWords(index: LogIndex, { signal, pause = nextTurn }: CompactionOptions): Promise<void> {
  const hasWords = await index.ask((tables) => tables.hasWords, { signal, pause });
  for (const table of hasWords ? ['words_interactions', 'words_ratings'] : []) {
    // Negative: all parts are merged to one, step by step (https://www.sqlite.org/fts5.html#the_merge_command).
    let isDone = await index.ask((tables) => merge(tables, table, -mergedPages), { signal });
    while (!isDone) {
      await pause();
      isDone = await index.ask((tables) => merge(tables, table, mergedPages), { signal });
    }
  }
  await index.ask(({ store }) => store.get('PRAGMA wal_checkpoint(TRUNCATE)'), { signal });
}

function merge({ store }: IndexTables, table: string, pages: number): boolean {
  const changes = (): number => store.get('SELECT total_changes() AS changes')!['changes'] as number;
  const before = changes();
  store.run(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`, pages);
  return changes() - before < 2;
}
