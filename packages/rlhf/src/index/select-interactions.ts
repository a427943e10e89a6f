import { TuneloopError, type InteractionBucket, type InteractionQuery, type LogScope } from '@tuneloop/protocol';
import type { SqlValue } from '@tuneloop/store';
import type { IndexTables } from './index-tables.ts';
import { wordQueries } from './words.ts';

/** An interaction's line, and what pages are ordered by. */
export interface InteractionRow {
  id: string;
  /** Name of the file. */
  name: string;
  place: number;
  length: number;
  time: number;
  request: string;
  step: number;
  choice: number;
}

/** By time; those of one request in the order in which they were made. */
const key = 'i.time, i.request, i.step, i.choice, i.id';
const columns = `i.id, f.name, i.place, i.length, i.time, i.request, i.step, i.choice`;
const from = 'FROM log_interactions i JOIN log_files f ON f.file = i.file';

export function findInteraction({ store }: IndexTables, scope: LogScope, id: string): InteractionRow | undefined {
  const { conditions, values } = scopeConditions(scope);
  const sql = `SELECT ${columns} ${from} WHERE ${['i.id = ?', ...conditions].join(' AND ')}`;
  return store.get(sql, id, ...values) as InteractionRow | undefined;
}

export interface SelectOptions {
  order: 'oldest-first' | 'latest-first';
  limit: number;
  /** Only what comes behind this one in that order. */
  behind?: InteractionRow | undefined;
}

/** `query.text` only where `tables.hasWords`. Errors: `INVALID_REQUEST`. */
export function selectInteractions(
  tables: IndexTables,
  scope: LogScope,
  query: InteractionQuery,
  { order, limit, behind }: SelectOptions,
): InteractionRow[] {
  const { conditions, values, where } = conditionsOf(scope, query);
  const [sign, direction] = order === 'latest-first' ? ['<', 'DESC'] : ['>', 'ASC'];
  if (behind) {
    const { time, request, step, choice, id } = behind;
    where(`(${key}) ${sign} (?, ?, ?, ?, ?)`, time, request, step, choice, id);
  }
  const sorted = key.split(', ').map((column) => `${column} ${direction}`);
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT ${columns} ${from} ${filter} ORDER BY ${sorted.join(', ')} LIMIT ?`;
  return tables.store.all(sql, ...values, limit) as unknown as InteractionRow[];
}

interface TimeSpan {
  /** ms since 1970. */
  from: number;
  /** Not itself. */
  until: number;
}

/** What there is within a span of time. Errors: as of `selectInteractions`. */
export function countInteractions(
  { store }: IndexTables,
  scope: LogScope,
  query: InteractionQuery,
  { from: start, until }: TimeSpan,
): Omit<InteractionBucket, 'start'> {
  const { conditions, values, where } = conditionsOf(scope, query);
  where('i.time >= ? AND i.time < ?', start, until);
  const sums = ['up', 'down', 'failed'].map((column) => `coalesce(sum(i.${column}), 0) AS ${column}`);
  const sql = `SELECT count(*) AS count, ${sums.join(', ')} FROM log_interactions i WHERE ${conditions.join(' AND ')}`;
  const row = store.get(sql, ...values)!;
  return {
    count: Number(row['count']),
    up: Number(row['up']),
    down: Number(row['down']),
    failed: Number(row['failed']),
  };
}

interface Conditions {
  conditions: string[];
  values: SqlValue[];
  where: Where;
}

function conditionsOf(scope: LogScope, query: InteractionQuery): Conditions {
  const { conditions, values } = scopeConditions(scope);
  const where: Where = (condition, ...more) => {
    conditions.push(condition);
    values.push(...more);
  };
  addConditions(query, where);
  return { conditions, values, where };
}

function scopeConditions(scope: LogScope): { conditions: string[]; values: SqlValue[] } {
  return scope === 'all'
    ? { conditions: [], values: [] }
    : { conditions: ['i.owner = ?'], values: [scope.owner ?? ''] };
}

type Where = (condition: string, ...values: SqlValue[]) => void;

/** In these words it lets SQLite use the index of what was judged, which is small. */
const isJudged = '(i.rated = 1 OR i.compared = 1)';

const ratingConditions = {
  up: `i.up = 1 AND ${isJudged}`,
  down: `i.down = 1 AND ${isJudged}`,
  corrected: `i.corrected = 1 AND ${isJudged}`,
  compared: `i.compared = 1 AND ${isJudged}`,
  any: isJudged,
  none: 'i.rated = 0 AND i.compared = 0',
} as const;

function addConditions(query: InteractionQuery, where: Where): void {
  const { model, adapter, conversation, request, tag, since, until, rating, minScore, text, failed } = query;
  if (model !== undefined) where('i.model = ?', model);
  if (adapter === 'none') where('i.adapters = 0');
  else if (adapter !== undefined) {
    where('EXISTS (SELECT 1 FROM log_adapters a WHERE a.sequence = i.sequence AND a.adapter = ?)', adapter);
  }
  if (conversation !== undefined) where('i.conversation = ?', conversation);
  if (request !== undefined) where('i.request = ?', request);
  if (tag !== undefined) where('i.sequence IN (SELECT sequence FROM log_tags WHERE tag = ?)', tag);
  if (since !== undefined) where('i.time >= ?', timeOf('since', since));
  if (until !== undefined) where('i.time < ?', timeOf('until', until));
  if (rating !== undefined) where(conditionOf(rating));
  if (minScore !== undefined) where(`i.score >= ? AND ${isJudged}`, minScore);
  if (failed !== undefined) where('i.failed = ?', Number(failed));
  if (text !== undefined) addWords(text, where);
}

function conditionOf(rating: NonNullable<InteractionQuery['rating']>): string {
  if (Object.hasOwn(ratingConditions, rating)) return ratingConditions[rating];
  const known = Object.keys(ratingConditions).join(', ');
  throw new TuneloopError('INVALID_REQUEST', `rating must be one of ${known}, not ${JSON.stringify(rating)}.`);
}

function addWords(text: string, where: Where): void {
  for (const query of wordQueries(text)) {
    where(
      `(i.sequence IN (SELECT rowid FROM words_interactions WHERE words_interactions MATCH ?) OR i.id IN
        (SELECT interaction FROM log_ratings WHERE sequence IN
          (SELECT rowid FROM words_ratings WHERE words_ratings MATCH ?)))`,
      query,
      query,
    );
  }
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isFinite(time)) return time;
  throw new TuneloopError('INVALID_REQUEST', `${name} must be a time such as 2026-11-21T08:00:00Z, not "${text}".`);
}
