import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  TuneloopError,
  type Comparison,
  type ComparisonChoice,
  type Deletion,
  type InteractionFilter,
  type InteractionPage,
  type InteractionQuery,
  type InteractionTimeline,
  type Judge,
  type JudgedComparison,
  type JudgedInteraction,
  type LogRecord,
  type LogScope,
  type Rating,
  type RatingValue,
  type RecordsOptions,
  ratingValueSchema,
} from '@tuneloop/protocol';
import { BackgroundCompaction } from '../compaction/background-compaction.ts';
import { compactLog, type CompactionOptions, type CompactionReport } from '../compaction/compact-log.ts';
import { BackgroundIndexing } from '../index/background-indexing.ts';
import type { UnreadableLine } from '../index/catch-up.ts';
import { LogIndex } from '../index/log-index.ts';
import { LogReader } from './log-reader.ts';
import { createLogWriter, type LogWriter } from './log-writer.ts';
import type { InteractionLogOptions } from './interaction-log-options.ts';
import type { LogCounts, OpenInteractionLog, RebuildOptions } from './open-log.ts';
import { claimWriter, type WriterClaim } from './writer-claim.ts';

const defaultCompactAfterMs = 60_000;
const defaultMaxFileBytes = 64 * 1024 * 1024;

export class LocalInteractionLog implements OpenInteractionLog {
  readonly #options: InteractionLogOptions;
  readonly #now: () => Date;
  readonly #index: LogIndex;
  readonly #reader: LogReader;
  readonly #indexing: BackgroundIndexing;
  readonly #compaction: BackgroundCompaction;
  #claim: WriterClaim | undefined;
  #writer: LogWriter | undefined;
  #lost = 0;
  #isFailing = false;

  constructor(options: InteractionLogOptions & { index: string }) {
    const { folder, readOnly = false, maxFileBytes = defaultMaxFileBytes, now = () => new Date() } = options;
    this.#options = options;
    this.#now = now;
    const onUnreadable = (lines: UnreadableLine[]): void => this.#reportUnreadable(lines);
    this.#index = new LogIndex({ folder, path: options.index, onUnreadable });
    this.#indexing = new BackgroundIndexing(this.#index, (problem) => this.#report(problem));
    this.#reader = new LogReader(folder, this.#index);
    const compact = (signal: AbortSignal): Promise<unknown> =>
      this.compact({ signal, pause: () => this.#index.rest() });
    const delayMs = options.compactAfterMs ?? defaultCompactAfterMs;
    this.#compaction = new BackgroundCompaction(compact, delayMs, (problem) => this.#report(problem));
    if (readOnly) return;
    const claim = claimWriter(folder);
    this.#claim = claim;
    this.#writer = createLogWriter({
      folder,
      number: claim.number,
      maxFileBytes,
      now,
      fileSystem: options.fileSystem,
    });
    try {
      this.#repair(this.#writer);
    } catch (error) {
      claim.release();
      throw error;
    }
    // For what was written when nobody had the time.
    this.#indexing.schedule();
    this.#compaction.schedule();
  }

  write(record: LogRecord): void {
    try {
      this.append(record);
      this.#isFailing = false;
    } catch (error) {
      this.#lost++;
      if (!this.#isFailing) this.#report(TuneloopError.from(error));
      this.#isFailing = true;
    }
  }

  append(record: LogRecord): void {
    this.#writing().writer.append(record);
    this.#indexing.schedule();
    if (record.type === 'deletion') this.#compaction.schedule();
  }

  get(scope: LogScope, id: string): Promise<JudgedInteraction> {
    return this.#reader.get(scope, id);
  }

  async list(scope: LogScope, query: InteractionQuery = {}): Promise<InteractionPage> {
    return this.#reader.list(scope, query);
  }

  records(
    query: InteractionFilter = {},
    { scope = 'all', signal }: RecordsOptions = {},
  ): AsyncIterable<JudgedInteraction> {
    return this.#reader.records(scope, query, signal);
  }

  async timeline(
    query: InteractionFilter = {},
    { scope = 'all', signal }: RecordsOptions = {},
  ): Promise<InteractionTimeline> {
    return this.#reader.timeline(scope, query, signal);
  }

  comparisons({ scope = 'all', signal }: RecordsOptions = {}): AsyncIterable<JudgedComparison> {
    return this.#reader.comparisons(scope, signal);
  }

  async rate(scope: LogScope, interaction: string, value: RatingValue, judge: Judge): Promise<Rating> {
    const parsed = ratingValueSchema.safeParse(value);
    if (!parsed.success) throw invalid(`The rating ${parsed.error.issues.map(describeIssue).join('; ')}.`);
    await this.#reader.get(scope, interaction);
    const { author, source } = judge;
    const rating: Rating = { id: newId('rating'), interaction, time: this.#time(), author, source, ...parsed.data };
    this.append({ version: 1, type: 'rating', rating });
    return rating;
  }

  async compare(scope: LogScope, { id, drafts, owner }: Omit<Comparison, 'time'>): Promise<Comparison> {
    if (new Set(drafts).size !== drafts.length || drafts.length < 2) {
      throw invalid(`A comparison has at least two different drafts, not ${JSON.stringify(drafts)}.`);
    }
    const [first, ...others] = await Promise.all(drafts.map((draft) => this.#reader.get(scope, draft)));
    const { prompt, tools } = first!.interaction;
    const other = others.find(
      ({ interaction }) => !isDeepStrictEqual([interaction.prompt, interaction.tools], [prompt, tools]),
    );
    if (other) {
      const ids = `"${first!.interaction.id}" and "${other.interaction.id}"`;
      throw invalid(`Only answers to the same prompt and tools can be compared: those of ${ids} differ.`);
    }
    const comparison: Comparison = { id, time: this.#time(), drafts, owner };
    this.append({ version: 1, type: 'comparison', comparison });
    return comparison;
  }

  getComparison(scope: LogScope, id: string): Promise<JudgedComparison> {
    return this.#reader.getComparison(scope, id);
  }

  async choose(
    scope: LogScope,
    comparison: string,
    { outcome, preferred, comment }: Pick<ComparisonChoice, 'outcome' | 'preferred' | 'comment'>,
    { author, source }: Judge,
  ): Promise<ComparisonChoice> {
    const { drafts } = (await this.#reader.getComparison(scope, comparison)).comparison;
    const isPreferred = preferred !== undefined && drafts.includes(preferred);
    if (outcome === 'preferred' ? !isPreferred : preferred !== undefined) {
      const wanted = `one of ${drafts.join(', ')} with the outcome "preferred", and left out otherwise`;
      throw invalid(`preferred must be ${wanted}, not ${JSON.stringify(preferred)} with "${outcome}".`);
    }
    const time = this.#time();
    const choice: ComparisonChoice = {
      id: newId('choice'),
      comparison,
      time,
      author,
      source,
      outcome,
      preferred,
      comment,
    };
    this.append({ version: 1, type: 'choice', choice });
    return choice;
  }

  async delete(scope: LogScope, id: string): Promise<void> {
    await this.#reader.get(scope, id);
    this.#forget({ interaction: id });
  }

  async deleteConversation(owner: string | undefined, conversation: string): Promise<number> {
    const sql = 'SELECT id FROM log_interactions WHERE conversation = ? AND owner = ?';
    const rows = await this.#index.ask(({ store }) => store.all(sql, conversation, owner ?? ''));
    // Also when there is none: one that is being generated is recorded when it ends.
    this.#forget({ conversation, owner });
    // Ratings name interactions alone: with these they are found even when the interaction's own line has gone first.
    for (const { id } of rows) this.#forget({ interaction: id as string });
    return rows.length;
  }

  async rebuildIndex(options: RebuildOptions = {}): Promise<void> {
    await this.#index.rebuild(options);
  }

  async compact(options: CompactionOptions = {}): Promise<CompactionReport> {
    const { folder } = this.#options;
    const { writer, number } = this.#writing();
    return compactLog({ ...options, folder, index: this.#index, number, writer });
  }

  async counts(): Promise<LogCounts> {
    const row = await this.#index.ask(({ store }) => store.get('SELECT count(*) AS count FROM log_unreadable'));
    return { lost: this.#lost, unreadable: Number(row?.['count'] ?? 0) };
  }

  async close(): Promise<void> {
    this.#indexing.stop();
    await this.#compaction.stop();
    this.#writer?.close();
    this.#writer = undefined;
    await this.#index.close();
    this.#claim?.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Errors: `STORE_FAILED` when this log is not to be written. */
  #writing(): { writer: LogWriter; number: number } {
    if (this.#writer && this.#claim) return { writer: this.#writer, number: this.#claim.number };
    const message = `The log ${this.#options.folder} ${this.#claim ? 'is closed' : 'was opened for reading only'}.`;
    throw new TuneloopError('STORE_FAILED', message, { details: { reason: 'closed' } });
  }

  #forget(what: Pick<Deletion, 'interaction' | 'conversation' | 'owner'>): void {
    this.append({ version: 1, type: 'deletion', deletion: { id: newId('deletion'), time: this.#time(), ...what } });
  }

  #repair(writer: LogWriter): void {
    const path = writer.repair();
    if (path === undefined) return;
    const message = `The last line of ${path} is unfinished: the process that wrote it was ended meanwhile. It was never acknowledged and is skipped.`;
    this.#report(new TuneloopError('STORE_FAILED', message, { details: { path, reason: 'torn-line' } }));
  }

  #reportUnreadable(lines: UnreadableLine[]): void {
    const { file, line, reason } = lines[0]!;
    const message = `${lines.length} lines of the log cannot be read and are skipped, the first in ${file}:${line} (${reason}).`;
    this.#report(
      new TuneloopError('STORE_FAILED', message, { details: { reason: 'unreadable', lines: lines.slice(0, 100) } }),
    );
  }

  #report(problem: TuneloopError): void {
    this.#options.onProblem?.(problem);
  }

  #time(): string {
    return this.#now().toISOString();
  }
}

function newId(kind: string): string {
  return `${kind}_${randomUUID()}`;
}

function invalid(message: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message);
}

function describeIssue({ path, message }: { path: PropertyKey[]; message: string }): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
