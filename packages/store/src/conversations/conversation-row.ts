import { TuneloopError, type Conversation, type ConversationOwner } from '@tuneloop/protocol';
import type { Row, Store } from '../store.ts';
import { holdsPattern, likePatterns } from './conversation-search.ts';

/** A row of `conversations`, read. */
export interface ConversationRow {
  /** What others see of it. */
  conversation: Conversation;
  sequence: number;
  /** Conversations that share messages have one tree. */
  tree: number;
  /** Sequence of its last message. */
  head: number | null;
  /** Larger than that of every conversation of its owner that was changed before. */
  change: number;
}

/** As it stands in the table. */
export const ownerColumn = (owner: ConversationOwner): string => owner ?? '';

const columns = `conversations.*,
  (SELECT id FROM conversations_messages WHERE conversations_messages.sequence = conversations.head) AS head_id`;

export function findConversation(store: Store, owner: ConversationOwner, id: string): ConversationRow | undefined {
  const sql = `SELECT ${columns} FROM conversations WHERE owner = ? AND id = ?`;
  const row = store.get(sql, ownerColumn(owner), id);
  return row && readConversation(row);
}

/** Errors: `NOT_FOUND`. */
export function getConversation(store: Store, owner: ConversationOwner, id: string): ConversationRow {
  const row = findConversation(store, owner, id);
  if (row) return row;
  throw new TuneloopError('NOT_FOUND', `There is no conversation "${id.slice(0, 100)}".`);
}

/** The latest first, behind `after`. */
export function pageConversations(
  store: Store,
  owner: ConversationOwner,
  { after, text = '', limit }: { after: ConversationRow | undefined; text: string | undefined; limit: number },
): Conversation[] {
  const isBehind = after ? 'AND change < ?' : '';
  const patterns = likePatterns(text);
  const holds = patterns.map(() => `AND ${holdsPattern}`).join(' ');
  const sql = `SELECT ${columns} FROM conversations WHERE owner = ? ${isBehind} ${holds} ORDER BY change DESC LIMIT ?`;
  const values = [...(after ? [after.change] : []), ...patterns.flatMap((pattern) => [pattern, pattern])];
  return store.all(sql, ownerColumn(owner), ...values, limit).map((row) => readConversation(row).conversation);
}

function readConversation(row: Row): ConversationRow {
  const text = (name: string): string | undefined => (row[name] as string | null) ?? undefined;
  const forkedFrom = text('forked_from');
  const metadata = text('metadata');
  return {
    conversation: {
      id: row['id'] as string,
      title: text('title'),
      system: text('system'),
      tools: row['tools'] === 1,
      createdAt: row['created_at'] as string,
      updatedAt: row['updated_at'] as string,
      head: text('head_id'),
      forkedFrom: forkedFrom === undefined ? undefined : { conversation: forkedFrom, message: text('forked_at') },
      metadata: metadata === undefined ? undefined : (JSON.parse(metadata) as Record<string, unknown>),
    },
    sequence: row['sequence'] as number,
    tree: row['tree'] as number,
    head: row['head'] as number | null,
    change: row['change'] as number,
  };
}
