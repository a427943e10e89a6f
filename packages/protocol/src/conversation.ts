import type { Message } from './messages.ts';

/** A stored conversation. Times are ISO 8601, UTC. */
export interface Conversation {
  /** Unique among those of its owner. */
  id: string;
  title?: string | undefined;
  /** The system prompt that it goes on with. */
  system?: string | undefined;
  /** Whether tools may be used in it, where a request wants them. */
  tools: boolean;
  createdAt: string;
  updatedAt: string;
  /** Id of the last message of its history; left out while that is empty. */
  head?: string | undefined;
  /** `message` is left out when it was empty there. */
  forkedFrom?: { conversation: string; message?: string | undefined } | undefined;
  /** What clients keep with it, as JSON. */
  metadata?: Record<string, unknown> | undefined;
}

export interface ConversationMessage {
  id: string;
  /** Id of the message before it; the first has none. */
  parent?: string | undefined;
  createdAt: string;
  message: Message;
}

export interface ConversationQuery {
  /** Those behind the conversation with this id. */
  after?: string | undefined;
  /** Words, each of which the title or what was said in the history holds; letters of ASCII in either case. */
  text?: string | undefined;
  /** 1 to 100, by default 20. */
  limit?: number | undefined;
}

export interface ConversationPage {
  /** The one that was changed last comes first. */
  conversations: Conversation[];
  hasMore: boolean;
}

/**
 * Whose conversations: the id of an API key. `undefined` on a server without keys, whose users are one owner together.
 * No owner sees, names or changes what is another's.
 */
export type ConversationOwner = string | undefined;

/**
 * Conversations that last. Messages are only ever added: each follows its parent, so that histories form a tree, and a
 * conversation is the path from the first message to its head. A fork shares the messages before it.
 *
 * What a call has written survives the end of the process, however that ends, and is there wholly or not at all.
 *
 * Errors of all: `NOT_FOUND` (no such conversation of this owner), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk).
 */
export interface ConversationStore {
  /** The conversation with this id, made if there is none; a new one with an id of its own where that is left out. */
  open(owner: ConversationOwner, id?: string): Promise<Conversation>;
  get(owner: ConversationOwner, id: string): Promise<Conversation>;
  /** Errors: `INVALID_REQUEST` (`limit`), `NOT_FOUND` (`after`). */
  list(owner: ConversationOwner, query?: ConversationQuery): Promise<ConversationPage>;
  /** Its history, the first message first. */
  messages(owner: ConversationOwner, id: string): Promise<ConversationMessage[]>;
  /**
   * Its history and all that was ever written in it and left since, so that histories can be told apart and gone back to:
   * each message stands behind its parent.
   */
  tree(owner: ConversationOwner, id: string): Promise<ConversationMessage[]>;
  /**
   * Adds messages behind the one with the id `after` (`null`: as a new beginning; left out: behind the head), and makes
   * the last of them the head. Without messages the head moves back to `after`.
   *
   * `ids` are wished for, one for each message: one that is taken, or left out, is one of the store's own.
   *
   * Errors: `NOT_FOUND` (no such message in its tree).
   */
  append(
    owner: ConversationOwner,
    id: string,
    messages: readonly Message[],
    options?: { after?: string | null | undefined; ids?: readonly (string | undefined)[] | undefined },
  ): Promise<ConversationMessage[]>;
  /** `null` removes a value. */
  update(
    owner: ConversationOwner,
    id: string,
    change: {
      title?: string | null | undefined;
      system?: string | null | undefined;
      tools?: boolean | undefined;
      metadata?: Record<string, unknown> | null | undefined;
    },
  ): Promise<Conversation>;
  /**
   * A new conversation with the history up to `at`, by default all of it.
   *
   * Errors: `NOT_FOUND` (no such message in its history), `INVALID_REQUEST` (the new id is taken).
   */
  fork(
    owner: ConversationOwner,
    id: string,
    options?: { at?: string | undefined; id?: string | undefined; title?: string | undefined },
  ): Promise<Conversation>;
  /** For good, with its messages; those that a fork shares stay there. */
  delete(owner: ConversationOwner, id: string): Promise<void>;
}

/** A turn of a conversation that waits for people. */
export interface StoredTurn {
  id: string;
  /** Of its conversation. */
  conversation: string;
  createdAt: string;
  /** Plain data. */
  state: unknown;
}

/** Keeps turns that wait, beside their conversations, with which they go. Errors of all: `STORE_FAILED`. */
export interface TurnStore {
  /** Errors: `NOT_FOUND` (no such conversation). */
  put(owner: ConversationOwner, turn: Pick<StoredTurn, 'id' | 'conversation' | 'state'>): Promise<void>;
  /** Errors: `NOT_FOUND`. */
  get(owner: ConversationOwner, id: string): Promise<StoredTurn>;
  /** Those of a conversation, the oldest first. */
  list(owner: ConversationOwner, conversation: string): Promise<StoredTurn[]>;
  /** Hands a turn out, once: of several callers one gets it. Errors: `NOT_FOUND`. */
  take(owner: ConversationOwner, id: string): Promise<StoredTurn>;
}
