import { TuneloopError, type ConversationOwner, type StoredTurn, type TurnStore } from '@tuneloop/protocol';
import type { Row, Store } from '../store.ts';
import { getConversation, ownerColumn } from './conversation-row.ts';
import { conversationMigrations } from './migrations.ts';

const select = `SELECT turn.id, turn.state, turn.created_at, conversations.id AS conversation
  FROM conversations_turns AS turn JOIN conversations ON conversations.sequence = turn.conversation
  WHERE conversations.owner = ?`;

/** Turns that wait, in a store; beside their conversations, with which they are deleted. Errors: `STORE_FAILED`. */
export function createTurnStore(store: Store): TurnStore {
  store.migrate('conversations', conversationMigrations);

  const get = (owner: ConversationOwner, id: string): StoredTurn => {
    const row = store.get(`${select} AND turn.id = ?`, ownerColumn(owner), id);
    if (row) return readTurn(row);
    throw new TuneloopError('NOT_FOUND', `No turn "${id.slice(0, 100)}" is waiting: it may have gone on already.`);
  };

  return {
    put: async (owner, { id, conversation, state }) =>
      store.transaction(() => {
        const { sequence } = getConversation(store, owner, conversation);
        store.run(
          'INSERT INTO conversations_turns (id, conversation, state, created_at) VALUES (?, ?, ?, ?)',
          id,
          sequence,
          JSON.stringify(state),
          new Date().toISOString(),
        );
      }),

    get: async (owner, id) => get(owner, id),

    list: async (owner, conversation) =>
      store
        .all(`${select} AND conversations.id = ? ORDER BY turn.created_at`, ownerColumn(owner), conversation)
        .map(readTurn),

    take: async (owner, id) =>
      store.transaction(() => {
        const turn = get(owner, id);
        store.run('DELETE FROM conversations_turns WHERE id = ?', id);
        return turn;
      }),
  };
}

function readTurn(row: Row): StoredTurn {
  return {
    id: row['id'] as string,
    conversation: row['conversation'] as string,
    createdAt: row['created_at'] as string,
    state: JSON.parse(row['state'] as string) as unknown,
  };
}
