import { randomUUID } from 'node:crypto';
import {
  TuneloopError,
  type ConversationOwner,
  type ConversationQuery,
  type ConversationStore,
  type Message,
} from '@tuneloop/protocol';
import type { Store } from '../store.ts';
import {
  findConversation,
  getConversation,
  ownerColumn,
  pageConversations,
  type ConversationRow,
} from './conversation-row.ts';
import { addMessages, findInTree, readPath, readTree, removeMessages } from './message-tree.ts';
import { conversationMigrations } from './migrations.ts';

interface NewConversation {
  id: string;
  /** Left out, it begins one. */
  source?: { row: ConversationRow; head: number | null; at: string | undefined } | undefined;
  title?: string | undefined;
}

/** Conversations in a store, whose tables are made here. Errors: `STORE_FAILED`. */
export function createConversationStore(store: Store): ConversationStore {
  store.migrate('conversations', conversationMigrations);

  const get = (owner: ConversationOwner, id: string): ConversationRow => getConversation(store, owner, id);

  /** Clocks stand still and are set back; this number only grows. */
  const nextChange = (owner: ConversationOwner): number => {
    const latest = store.get('SELECT max(change) AS change FROM conversations WHERE owner = ?', ownerColumn(owner));
    return Number(latest?.['change'] ?? 0) + 1;
  };

  const insert = (owner: ConversationOwner, { id, source, title }: NewConversation): ConversationRow => {
    const now = new Date().toISOString();
    const inserted = store.get(
      `INSERT INTO conversations (owner, id, tree, title, system, tools, head, forked_from, forked_at, created_at, updated_at, change)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence`,
      ownerColumn(owner),
      id,
      source?.row.tree ?? 0,
      title ?? null,
      source?.row.conversation.system ?? null,
      Number(source?.row.conversation.tools ?? true),
      source?.head ?? null,
      source?.row.conversation.id ?? null,
      source?.at ?? null,
      now,
      now,
      nextChange(owner),
    );
    if (!source) {
      const sequence = inserted!['sequence'] as number;
      store.run('UPDATE conversations SET tree = ? WHERE sequence = ?', sequence, sequence);
    }
    return get(owner, id);
  };

  const touch = (owner: ConversationOwner, { sequence }: ConversationRow): void => {
    const sql = 'UPDATE conversations SET updated_at = ?, change = ? WHERE sequence = ?';
    store.run(sql, new Date().toISOString(), nextChange(owner), sequence);
  };

  const newId = (): string => `conv_${randomUUID()}`;

  return {
    open: async (owner, id = newId()) =>
      store.transaction(() => findConversation(store, owner, id) ?? insert(owner, { id })).conversation,

    get: async (owner, id) => get(owner, id).conversation,

    list: async (owner, query = {}) => {
      const limit = checkLimit(query);
      const after = query.after === undefined ? undefined : get(owner, query.after);
      const found = pageConversations(store, owner, { after, text: query.text, limit: limit + 1 });
      return { conversations: found.slice(0, limit), hasMore: found.length > limit };
    },

    messages: async (owner, id) => readPath(store, get(owner, id).head).map(({ message }) => message),

    tree: async (owner, id) => readTree(store, get(owner, id)).map(({ message }) => message),

    append: async (owner, id, messages: readonly Message[], { after, ids } = {}) =>
      store.transaction(() => {
        const row = get(owner, id);
        const parent = after === undefined ? row.head : after === null ? null : findInTree(store, row, after);
        const { added, last } = addMessages(store, row, { parent, messages, ids });
        store.run('UPDATE conversations SET head = ? WHERE sequence = ?', last, row.sequence);
        touch(owner, row);
        return added;
      }),

    update: async (owner, id, { title, system, tools, metadata }) =>
      store.transaction(() => {
        const row = get(owner, id);
        const { conversation } = row;
        const kept = conversation.metadata === undefined ? undefined : JSON.stringify(conversation.metadata);
        const value = (change: string | null | undefined, current: string | undefined): string | null =>
          change === undefined ? (current ?? null) : change;
        store.run(
          'UPDATE conversations SET title = ?, system = ?, tools = ?, metadata = ? WHERE sequence = ?',
          value(title, conversation.title),
          value(system, conversation.system),
          Number(tools ?? conversation.tools),
          value(metadata && JSON.stringify(metadata), kept),
          row.sequence,
        );
        touch(owner, row);
        return get(owner, id).conversation;
      }),

    fork: async (owner, id, { at, id: forkId = newId(), title } = {}) =>
      store.transaction(() => {
        const row = get(owner, id);
        if (findConversation(store, owner, forkId)) {
          throw new TuneloopError('INVALID_REQUEST', `There is a conversation "${forkId}" already: choose another id.`);
        }
        const head = at === undefined ? row.head : findInPath(row, at);
        return insert(owner, {
          id: forkId,
          source: { row, head, at: at ?? row.conversation.head },
          title: title ?? row.conversation.title,
        }).conversation;
      }),

    delete: async (owner, id) =>
      store.transaction(() => {
        const row = get(owner, id);
        store.run('DELETE FROM conversations WHERE sequence = ?', row.sequence);
        removeMessages(store, row);
      }),
  };

  /** Errors: `NOT_FOUND`. */
  function findInPath({ head }: ConversationRow, id: string): number {
    const found = readPath(store, head).find(({ message }) => message.id === id);
    if (found) return found.sequence;
    throw new TuneloopError('NOT_FOUND', `There is no message "${id.slice(0, 100)}" in this conversation's history.`);
  }
}

/** Errors: `INVALID_REQUEST`. */
function checkLimit({ limit = 20 }: ConversationQuery): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw new TuneloopError('INVALID_REQUEST', `limit must be a whole number from 1 to 100, not ${limit}.`);
}
