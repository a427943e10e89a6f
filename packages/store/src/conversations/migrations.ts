import type { Migration } from '../migration.ts';

/** Times are ISO 8601; `owner` is empty where nobody has a key; `change` counts the changes to an owner's conversations. */
export const conversationMigrations: readonly Migration[] = [
  {
    name: 'make the tables of conversations, their messages and the turns that wait',
    sql: `
      CREATE TABLE conversations (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        id TEXT NOT NULL,
        tree INTEGER NOT NULL,
        title TEXT,
        system TEXT,
        head INTEGER REFERENCES conversations_messages (sequence),
        forked_from TEXT,
        forked_at TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        change INTEGER NOT NULL,
        UNIQUE (owner, id)
      ) STRICT;
      CREATE INDEX conversations_by_change ON conversations (owner, change);
      CREATE INDEX conversations_by_head ON conversations (head);
      CREATE INDEX conversations_by_tree ON conversations (tree);
      CREATE TABLE conversations_messages (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        tree INTEGER NOT NULL,
        origin INTEGER NOT NULL,
        parent INTEGER REFERENCES conversations_messages (sequence),
        message TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX conversations_messages_by_parent ON conversations_messages (parent);
      CREATE INDEX conversations_messages_by_tree ON conversations_messages (tree);
      CREATE TABLE conversations_turns (
        id TEXT PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations (sequence) ON DELETE CASCADE,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX conversations_turns_by_conversation ON conversations_turns (conversation);
    `,
  },
  {
    name: 'say whether tools may be used in a conversation',
    sql: 'ALTER TABLE conversations ADD COLUMN tools INTEGER NOT NULL DEFAULT 1',
  },
  {
    name: 'keep what clients say of a conversation',
    sql: 'ALTER TABLE conversations ADD COLUMN metadata TEXT',
  },
];
