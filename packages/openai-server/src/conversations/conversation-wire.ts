import type { Conversation, ConversationMessage } from '@tuneloop/protocol';
import { encodeMessage } from '../chat-completions/encode-message.ts';
import type { MessageWire } from '../chat-completions/message-wire.ts';

/** Times are seconds since 1970. */
export interface ConversationWire {
  id: string;
  object: 'conversation';
  title: string | null;
  system_prompt: string | null;
  /** Where clients put it; the entry `folder` of its metadata. */
  folder: string | null;
  /** Whether `enable_tools` has an effect. */
  tools: boolean;
  created_at: number;
  updated_at: number;
  /** Id of its last message. */
  head: string | null;
  forked_from: { conversation_id: string; message_id: string | null } | null;
}

/** A message in OpenAI's shape, and where it stands. */
export type StoredMessageWire = { id: string; parent_id: string | null; created_at: number } & MessageWire;

export function encodeConversation(conversation: Conversation): ConversationWire {
  const { forkedFrom } = conversation;
  return {
    id: conversation.id,
    object: 'conversation',
    title: conversation.title ?? null,
    system_prompt: conversation.system ?? null,
    folder: folderOf(conversation),
    tools: conversation.tools,
    created_at: seconds(conversation.createdAt),
    updated_at: seconds(conversation.updatedAt),
    head: conversation.head ?? null,
    forked_from: forkedFrom
      ? { conversation_id: forkedFrom.conversation, message_id: forkedFrom.message ?? null }
      : null,
  };
}

export function encodeStoredMessage({ id, parent, createdAt, message }: ConversationMessage): StoredMessageWire {
  return { id, parent_id: parent ?? null, created_at: seconds(createdAt), ...encodeMessage(message) };
}

/** A client of another kind may keep anything under that name. */
export function folderOf({ metadata }: Conversation): string | null {
  const folder = metadata?.['folder'];
  return typeof folder === 'string' ? folder : null;
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
