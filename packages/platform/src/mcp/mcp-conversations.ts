import type { ConversationStore } from '@tuneloop/protocol';
import type { McpConversations } from '@tuneloop/mcp-bridge';

/** The owner of everything on a server without keys, as the bridge calls it. */
const openOwner = 'anonymous';

/** Stored conversations as MCP shows them. */
export function mcpConversations(store: Pick<ConversationStore, 'get' | 'list' | 'messages'>): McpConversations {
  const ownerOf = (owner: string): string | undefined => (owner === openOwner ? undefined : owner);
  return {
    async list({ owner, cursor, limit }) {
      const page = await store.list(ownerOf(owner), { after: cursor, limit: Math.min(limit, 100) });
      const items = page.conversations.map(({ id, title, updatedAt }) => ({
        id,
        title,
        updatedAt: new Date(updatedAt),
      }));
      return { items, nextCursor: page.hasMore ? items.at(-1)?.id : undefined };
    },
    async read(id, { owner }) {
      const [conversation, messages] = await Promise.all([
        store.get(ownerOf(owner), id),
        store.messages(ownerOf(owner), id),
      ]);
      const { title, updatedAt } = conversation;
      return { id, title, updatedAt: new Date(updatedAt), messages: messages.map(({ message }) => message) };
    },
  };
}
