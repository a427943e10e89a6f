import type { Message } from '@tuneloop/protocol';
import type { McpPage } from './mcp-feature.ts';

export interface McpConversationSummary {
  id: string;
  title?: string | undefined;
  updatedAt?: Date | undefined;
}

export interface McpConversation extends McpConversationSummary {
  /** Oldest first. */
  messages: readonly Message[];
}

/** Stored conversations, as far as MCP shows them. Nobody sees another owner's. */
export interface McpConversations {
  /** Newest first. Errors: `INVALID_REQUEST` for a cursor that is none. */
  list(options: {
    owner: string;
    cursor?: string | undefined;
    limit: number;
  }): Promise<McpPage<McpConversationSummary>>;
  /** Errors: `NOT_FOUND`, also for another owner's. */
  read(id: string, options: { owner: string }): Promise<McpConversation>;
  /** Calls back after each change; `id` is left out when conversations came or went. */
  watch?(listener: (change: { id?: string | undefined }) => void): () => void;
}
