import type { Interaction } from './interaction.ts';
import type { Comparison, ComparisonChoice, Rating, RatingSource, RatingValue } from './rating.ts';

/** Whose interactions may be seen: those of one API key (`undefined`: of a server without keys), or all. */
export type LogScope = 'all' | { owner: string | undefined };

export interface InteractionQuery {
  /** Of this model, whatever its adapters. */
  model?: string | undefined;
  /** Of those that used this adapter; `none`: of those without any. */
  adapter?: string | undefined;
  conversation?: string | undefined;
  request?: string | undefined;
  /** Carried by the interaction or by a current rating. */
  tag?: string | undefined;
  /** ISO 8601: at this time or later. */
  since?: string | undefined;
  /** ISO 8601: before this time. */
  until?: string | undefined;
  /** What its current ratings say. `none`: not rated at all. */
  rating?: 'up' | 'down' | 'corrected' | 'compared' | 'any' | 'none' | undefined;
  /** Its mean score is at least so much, 1 to 5. */
  minScore?: number | undefined;
  /** Words that prompt, output or comments hold, all of them. */
  text?: string | undefined;
  /** Of failed ones only, or of the others only. */
  failed?: boolean | undefined;
  /** Those behind the interaction with this id. */
  after?: string | undefined;
  /** 1 to 100, by default 20. */
  limit?: number | undefined;
}

/** What may be asked of all interactions at once. */
export type InteractionFilter = Omit<InteractionQuery, 'after' | 'limit'>;

export interface RecordsOptions {
  /** Default all. */
  scope?: LogScope | undefined;
  signal?: AbortSignal | undefined;
}

/** What happened from `start` (ISO 8601, UTC) on, until the next bucket starts. */
export interface InteractionBucket {
  start: string;
  count: number;
  /** Of these, those that somebody finds good; bad; and those that failed. */
  up: number;
  down: number;
  failed: number;
}

/** How many interactions there were, over time. */
export interface InteractionTimeline {
  total: number;
  /** Of each bucket, in ms; 0 where there was nothing. */
  stepMs: number;
  /** From the first interaction to the last without gaps, 61 at most; the oldest first. */
  buckets: InteractionBucket[];
}

/** An interaction with what was said of it. */
export interface JudgedInteraction {
  interaction: Interaction;
  /** All of them, the oldest first. */
  ratings: Rating[];
  /** Of comparisons that it was a draft of. */
  choices: ComparisonChoice[];
}

export interface InteractionPage {
  /** The latest first. */
  interactions: JudgedInteraction[];
  hasMore: boolean;
}

export interface JudgedComparison {
  comparison: Comparison;
  /** In the comparison's order. */
  drafts: Interaction[];
  /** All of them, the oldest first. */
  choices: ComparisonChoice[];
}

export interface Judge {
  author: string;
  source: RatingSource;
}

/**
 * What was recorded, and what people say of it. What a call has added survives the end of the process, however that
 * ends.
 *
 * Errors of all: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk).
 */
export interface InteractionLog {
  /** Errors: `NOT_FOUND` (no such interaction in this scope). */
  get(scope: LogScope, id: string): Promise<JudgedInteraction>;
  /** Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
  list(scope: LogScope, query?: InteractionQuery): Promise<InteractionPage>;
  /**
   * Everything that fits the query, the oldest first, with what was said of it. It takes the same memory however much
   * there is. Errors: `INVALID_REQUEST`, `STORE_FAILED`, `ABORTED`.
   */
  records(query?: InteractionFilter, options?: RecordsOptions): AsyncIterable<JudgedInteraction>;
  /** Errors: `INVALID_REQUEST`, `UNSUPPORTED` (`text`, where SQLite has no full-text search), `ABORTED`. */
  timeline(query?: InteractionFilter, options?: RecordsOptions): Promise<InteractionTimeline>;
  /** Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
  rate(scope: LogScope, interaction: string, value: RatingValue, judge: Judge): Promise<Rating>;
  /** Errors: `NOT_FOUND` (a draft), `INVALID_REQUEST` (fewer than two drafts, or of different prompts). */
  compare(scope: LogScope, comparison: Omit<Comparison, 'time'>): Promise<Comparison>;
  /** Errors: `NOT_FOUND`. */
  getComparison(scope: LogScope, id: string): Promise<JudgedComparison>;
  /** Errors: `NOT_FOUND`, `INVALID_REQUEST` (`preferred` is none of its drafts). */
  choose(
    scope: LogScope,
    comparison: string,
    choice: Pick<ComparisonChoice, 'outcome' | 'preferred' | 'comment'>,
    judge: Judge,
  ): Promise<ComparisonChoice>;
  /** Forgets one interaction, with what was said of it. Errors: `NOT_FOUND`. */
  delete(scope: LogScope, id: string): Promise<void>;
  /** Forgets what was recorded of a conversation; how many interactions that were. */
  deleteConversation(owner: string | undefined, conversation: string): Promise<number>;
}
