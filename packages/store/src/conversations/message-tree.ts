import { randomUUID } from 'node:crypto';
import { TuneloopError, type ConversationMessage, type Message } from '@tuneloop/protocol';
import type { Row, Store } from '../store.ts';
import type { ConversationRow } from './conversation-row.ts';

/** A message and where it stands. */
interface MessageRow {
  message: ConversationMessage;
  sequence: number;
}

// A message's sequence is larger than its parent's, so that a path sorted by it begins with the first message.
const pathTo = `WITH RECURSIVE path AS (
    SELECT * FROM conversations_messages WHERE sequence = ?
    UNION ALL
    SELECT before.* FROM conversations_messages AS before JOIN path ON before.sequence = path.parent
  )
  SELECT path.*, (SELECT id FROM conversations_messages AS before WHERE before.sequence = path.parent) AS parent_id
  FROM path ORDER BY sequence`;

export function readPath(store: Store, head: number | null): MessageRow[] {
  return head === null ? [] : store.all(pathTo, head).map(readMessage);
}

/** The history, and what was written in the conversation and left since. */
export function readTree(store: Store, { head, tree, sequence }: ConversationRow): MessageRow[] {
  const sql = `WITH RECURSIVE needed AS (
      SELECT sequence, parent FROM conversations_messages WHERE sequence = ?1 OR (tree = ?2 AND origin = ?3)
      UNION
      SELECT before.sequence, before.parent FROM conversations_messages AS before JOIN needed ON before.sequence = needed.parent
    )
    SELECT message.*, (SELECT id FROM conversations_messages AS before WHERE before.sequence = message.parent) AS parent_id
    FROM conversations_messages AS message JOIN needed ON needed.sequence = message.sequence ORDER BY message.sequence`;
  return store.all(sql, head, tree, sequence).map(readMessage);
}

/** The sequence of a message of the conversation's tree. Errors: `NOT_FOUND`. */
export function findInTree(store: Store, { tree }: ConversationRow, id: string): number {
  const row = store.get('SELECT sequence FROM conversations_messages WHERE id = ? AND tree = ?', id, tree);
  if (row) return row['sequence'] as number;
  throw new TuneloopError('NOT_FOUND', `There is no message "${id.slice(0, 100)}" in this conversation.`);
}

/** Adds messages one behind the other. Returns them, and the sequence of the last, which is `parent` when there are none. */
export function addMessages(
  store: Store,
  { tree, sequence: origin }: ConversationRow,
  {
    parent,
    messages,
    ids = [],
  }: { parent: number | null; messages: readonly Message[]; ids?: readonly (string | undefined)[] | undefined },
): { added: ConversationMessage[]; last: number | null } {
  let last = parent;
  let lastId = parent === null ? undefined : idOf(store, parent);
  const added = messages.map((message, index): ConversationMessage => {
    const id = freeId(store, ids[index]);
    const stored = { id, parent: lastId, createdAt: new Date().toISOString(), message };
    const row = store.get(
      `INSERT INTO conversations_messages (id, tree, origin, parent, message, created_at) VALUES (?, ?, ?, ?, ?, ?)
        RETURNING sequence`,
      stored.id,
      tree,
      origin,
      last,
      JSON.stringify(message),
      stored.createdAt,
    );
    last = row!['sequence'] as number;
    lastId = stored.id;
    return stored;
  });
  return { added, last };
}

/** Forgets what was written in a conversation, but for messages that the history of another one goes through. */
export function removeMessages(store: Store, { tree, sequence }: ConversationRow): void {
  store.run(
    `WITH RECURSIVE needed AS (
        SELECT sequence, parent FROM conversations_messages WHERE tree = ?1 AND origin <> ?2
        UNION
        SELECT message.sequence, message.parent FROM conversations_messages AS message
          JOIN conversations ON conversations.head = message.sequence
          WHERE conversations.tree = ?1 AND conversations.sequence <> ?2
        UNION
        SELECT before.sequence, before.parent FROM conversations_messages AS before
          JOIN needed ON before.sequence = needed.parent
      )
      DELETE FROM conversations_messages
        WHERE tree = ?1 AND origin = ?2 AND sequence NOT IN (SELECT sequence FROM needed)`,
    tree,
    sequence,
  );
}

/** Ids are unique in the whole store: a wish for one that is taken is not fulfilled. */
function freeId(store: Store, wish: string | undefined): string {
  const isFree = wish !== undefined && !store.get('SELECT 1 FROM conversations_messages WHERE id = ?', wish);
  return isFree ? wish : `msg_${randomUUID()}`;
}

function idOf(store: Store, sequence: number): string {
  return store.get('SELECT id FROM conversations_messages WHERE sequence = ?', sequence)!['id'] as string;
}

function readMessage(row: Row): MessageRow {
  return {
    sequence: row['sequence'] as number,
    message: {
      id: row['id'] as string,
      parent: (row['parent_id'] as string | null) ?? undefined,
      createdAt: row['created_at'] as string,
      message: JSON.parse(row['message'] as string) as Message,
    },
  };
}
