import type { Message } from '@tuneloop/protocol';

export interface ConversationSummary {
  id: string;
  title?: string | undefined;
  updatedAt: Date;
}

export interface StoredConversation {
  id: string;
  system?: string | undefined;
  /** Without the system text, tool exchanges included. */
  messages: Message[];
}

/** Conversations that outlive this program. Errors: `STORE_FAILED`, `UPSTREAM_FAILED`. */
export interface StoredConversations {
  /** The one that was changed last comes first; the newest 50. */
  list(): Promise<ConversationSummary[]>;
  /** Errors: `NOT_FOUND`. */
  read(id: string): Promise<StoredConversation>;
}
