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
