import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  TuneloopError,
  type Comparison,
  type Interaction,
  type InteractionBucket,
  type InteractionFilter,
  type InteractionPage,
  type InteractionQuery,
  type InteractionTimeline,
  type JudgedComparison,
  type JudgedInteraction,
  type LogScope,
} from '@tuneloop/protocol';
import type { IndexTables } from '../index/index-tables.ts';
import { choicesAbout, choicesOf, ratingsOf, read } from '../index/judgement-rows.ts';
import type { LogIndex } from '../index/log-index.ts';
import {
  countInteractions,
  findInteraction,
  selectInteractions,
  type InteractionRow,
  type SelectOptions,
} from '../index/select-interactions.ts';
import { stepOf, timeRange } from '../index/time-range.ts';
import { holdsWords } from '../index/words.ts';
import { LineFetcher, StalePlace } from './line-fetcher.ts';

/** Rows that are read at a time, so that the event loop is not held for long. */
const pageSize = 50;

/** A place that is stale again after the whole index was made anew is a defect. */
const tries = 3;

/** What comparisons are ordered by. */
interface ComparisonKey {
  time: number;
  id: string;
}

interface ComparisonRows {
  comparisons: JudgedComparison[];
  /** Left out at the end. */
  last: ComparisonKey | undefined;
}

/** Answers from a log's files by way of its index. */
export class LogReader {
  readonly #folder: string;
  readonly #index: LogIndex;

  constructor(folder: string, index: LogIndex) {
    this.#folder = folder;
    this.#index = index;
  }

  /** Errors: `NOT_FOUND`. */
  get(scope: LogScope, id: string): Promise<JudgedInteraction> {
    return this.#read((tables, fetcher) => judged(tables, fetcher, getRow(tables, scope, id)));
  }

  /** Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
  async list(scope: LogScope, query: InteractionQuery): Promise<InteractionPage> {
    const { after, limit = 20 } = query;
    checkQuery(query);
    const found: JudgedInteraction[] = [];
    let last: InteractionRow | undefined;
    do {
      const page: Page = await this.#read((tables, fetcher) => {
        const behind = last ?? (after === undefined ? undefined : getRow(tables, scope, after));
        const options = { order: 'latest-first', limit: limit + 1 - found.length, behind } as const;
        return selectPage(tables, fetcher, { scope, query, options });
      });
      found.push(...page.found);
      last = page.last;
    } while (last && found.length <= limit);
    return { interactions: found.slice(0, limit), hasMore: found.length > limit };
  }

  async *records(
    scope: LogScope,
    query: InteractionQuery,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<JudgedInteraction, void, undefined> {
    let last: InteractionRow | undefined;
    do {
      const page: Page = await this.#read((tables, fetcher) => {
        const options = { order: 'oldest-first', limit: pageSize, behind: last } as const;
        return selectPage(tables, fetcher, { scope, query, options });
      }, signal);
      yield* page.found;
      last = page.last;
      // Reading does not wait for anything, and whoever takes these may not either.
      if (last) await nextTurn();
    } while (last);
  }

  /** A bucket at a time, so that the event loop is not held for long. Errors: `INVALID_REQUEST`, `UNSUPPORTED`. */
  async timeline(
    scope: LogScope,
    query: InteractionFilter,
    signal: AbortSignal | undefined,
  ): Promise<InteractionTimeline> {
    checkQuery(query);
    const range = await this.#read((tables) => timeRange(tables, scope, query), signal);
    if (!range) return { total: 0, stepMs: 0, buckets: [] };
    const stepMs = stepOf(range);
    const buckets: InteractionBucket[] = [];
    for (let start = Math.floor(range.first / stepMs) * stepMs; start <= range.last; start += stepMs) {
      const within = { from: start, until: start + stepMs };
      const counts = await this.#read((tables) => countInteractions(tables, scope, query, within), signal);
      buckets.push({ start: new Date(start).toISOString(), ...counts });
      await nextTurn();
    }
    return { total: buckets.reduce((sum, { count }) => sum + count, 0), stepMs, buckets };
  }

  /** Errors: `NOT_FOUND`. */
  getComparison(scope: LogScope, id: string): Promise<JudgedComparison> {
    return this.#read((tables, fetcher) => {
      const owner = scope === 'all' ? '' : 'AND owner = ?';
      const sql = `SELECT record FROM log_comparisons WHERE id = ? ${owner}`;
      const row = tables.store.get(sql, id, ...(scope === 'all' ? [] : [scope.owner ?? '']));
      if (!row) throw notFound('comparison', id);
      return judgedComparison(tables, fetcher, read(row) as Comparison);
    });
  }

  async *comparisons(
    scope: LogScope,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<JudgedComparison, void, undefined> {
    let behind: ComparisonKey | undefined = { time: Number.MIN_SAFE_INTEGER, id: '' };
    const owner = scope === 'all' ? '' : 'AND owner = ?';
    const owners = scope === 'all' ? [] : [scope.owner ?? ''];
    const sql = `SELECT time, id, record FROM log_comparisons WHERE (time, id) > (?, ?) ${owner} ORDER BY time, id LIMIT ?`;
    while (behind) {
      const { time, id }: ComparisonKey = behind;
      const page: ComparisonRows = await this.#read((tables, fetcher) => {
        const rows = tables.store.all(sql, time, id, ...owners, pageSize);
        return {
          last: rows.length < pageSize ? undefined : (rows.at(-1) as unknown as ComparisonKey),
          comparisons: rows.map((row) => judgedComparison(tables, fetcher, read(row) as Comparison)),
        };
      }, signal);
      yield* page.comparisons;
      behind = page.last;
    }
  }

  /** Another process may rewrite files between two looks at the index; then it is asked again. */
  async #read<T>(work: (tables: IndexTables, fetcher: LineFetcher) => T, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#index.ask(
          (tables) => {
            using fetcher = new LineFetcher(this.#folder);
            return work(tables, fetcher);
          },
          { signal },
        );
      } catch (error) {
        if (!(error instanceof StalePlace)) throw error;
        if (attempt === tries) {
          const message = `The log's index does not fit the file ${error.message}, though it was just made anew. Do other programs write to the log's files?`;
          throw new TuneloopError('STORE_FAILED', message, { cause: error });
        }
        if (attempt > 1) await this.#index.rebuild({ signal });
      }
    }
  }
}

interface Page {
  found: JudgedInteraction[];
  /** What the next page comes behind; left out at the end. */
  last: InteractionRow | undefined;
}

interface PageRequest {
  scope: LogScope;
  query: InteractionQuery;
  options: SelectOptions;
}

/** A page has fewer than were asked for where words are looked for in the text itself. */
function selectPage(tables: IndexTables, fetcher: LineFetcher, { scope, query, options }: PageRequest): Page {
  const { text, ...rest } = query;
  const isScan = text !== undefined && !tables.hasWords;
  const limit = isScan ? Math.max(options.limit, pageSize) : options.limit;
  const rows = selectInteractions(tables, scope, isScan ? rest : query, { ...options, limit });
  const all = rows.map((row) => judged(tables, fetcher, row));
  const found = isScan ? all.filter(holdsWords(text)) : all;
  return { found, last: rows.length < limit ? undefined : rows.at(-1) };
}

function getRow(tables: IndexTables, scope: LogScope, id: string): InteractionRow {
  const row = findInteraction(tables, scope, id);
  if (!row) throw notFound('interaction', id);
  return row;
}

function judged(tables: IndexTables, fetcher: LineFetcher, row: InteractionRow): JudgedInteraction {
  return {
    interaction: fetcher.interaction(row),
    ratings: ratingsOf(tables, row.id),
    choices: choicesAbout(tables, row.id),
  };
}

function judgedComparison(tables: IndexTables, fetcher: LineFetcher, comparison: Comparison): JudgedComparison {
  const drafts = comparison.drafts.flatMap((id): Interaction[] => {
    const row = findInteraction(tables, 'all', id);
    return row ? [fetcher.interaction(row)] : [];
  });
  return { comparison, drafts, choices: choicesOf(tables, comparison.id) };
}

function notFound(what: string, id: string): TuneloopError {
  return new TuneloopError('NOT_FOUND', `There is no ${what} "${id.slice(0, 100)}" in the log.`);
}

function checkQuery({ limit = 20, minScore }: InteractionQuery): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new TuneloopError('INVALID_REQUEST', `limit must be a whole number from 1 to 100, not ${limit}.`);
  }
  if (minScore !== undefined && !(minScore >= 1 && minScore <= 5)) {
    throw new TuneloopError('INVALID_REQUEST', `minScore must be from 1 to 5, not ${minScore}.`);
  }
}
