import type { ReadResourceResult, Resource } from '@modelcontextprotocol/server';
import type { McpConversations, McpConversationSummary } from './mcp-conversations.ts';
import type { McpResourceSet } from './mcp-feature.ts';

const prefix = 'tuneloop://conversations/';
const template = `${prefix}{id}`;
const pageSize = 100;

const conversationUri = (id: string): string => prefix + encodeURIComponent(id);

/** Stored conversations as resources: JSON with the messages in Tuneloop's own form. */
export function conversationResources(conversations: McpConversations): McpResourceSet {
  return {
    async list(owner, cursor) {
      const page = await conversations.list({ owner, cursor, limit: pageSize });
      return { items: page.items.map(describeConversation), nextCursor: page.nextCursor };
    },
    templates: () => [
      {
        uriTemplate: template,
        name: 'conversation',
        title: 'Conversation',
        description: 'A stored conversation with its messages.',
        mimeType: 'application/json',
      },
    ],
    read(uri, { owner }) {
      const id = idOf(uri);
      return id === undefined ? undefined : readConversation(conversations, { id, uri, owner });
    },
    complete: async ({ of, name, value }, owner) =>
      of === template && name === 'id' ? completeId(conversations, value, owner) : [],
    ...(conversations.watch && {
      watch: (listener) => conversations.watch!(({ id }) => listener({ uri: id && conversationUri(id) })),
    }),
  };
}

function describeConversation({ id, title, updatedAt }: McpConversationSummary): Resource {
  return {
    uri: conversationUri(id),
    name: id,
    ...(title !== undefined && { title }),
    mimeType: 'application/json',
    ...(updatedAt && { annotations: { lastModified: updatedAt.toISOString() } }),
  };
}

async function readConversation(
  conversations: McpConversations,
  { id, uri, owner }: { id: string; uri: string; owner: string },
): Promise<ReadResourceResult> {
  const { title, updatedAt, messages } = await conversations.read(id, { owner });
  const text = JSON.stringify({ id, title, updatedAt, messages }, null, 2);
  return { contents: [{ uri, mimeType: 'application/json', text }] };
}

/** Ids of the latest conversations that begin like `value`. */
export async function completeId(conversations: McpConversations, value: string, owner: string): Promise<string[]> {
  const { items } = await conversations.list({ owner, limit: pageSize });
  return items.map(({ id }) => id).filter((id) => id.startsWith(value));
}

function idOf(uri: string): string | undefined {
  if (!uri.startsWith(prefix)) return undefined;
  try {
    return decodeURIComponent(uri.slice(prefix.length));
  } catch {
    return undefined;
  }
}
