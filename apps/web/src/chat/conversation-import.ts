import type { Schemas } from '../api/client.ts';
import { text } from '../text/text.ts';

export type NewConversation = Schemas['NewConversation'];

/**
 * The conversations in a file: one as it is downloaded as JSON, all of them, or lines `{"messages": […]}` as for
 * fine-tuning. Throws when there is none.
 */
export function readConversations(content: string): NewConversation[] {
  const found = documentsOf(content).flatMap(conversationsIn);
  if (found.length === 0) throw new Error(text.chat.notImportable);
  return found;
}

/** The file as one JSON document, or its lines as one each. */
function documentsOf(content: string): unknown[] {
  const whole = parse(content);
  if (whole !== undefined) return [whole];
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  const documents = lines.map(parse);
  return documents.includes(undefined) ? [] : documents;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function conversationsIn(value: unknown): NewConversation[] {
  if (Array.isArray(value)) return value.flatMap(conversationsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('conversations' in value) return conversationsIn(value.conversations);
  if (!('messages' in value) || !Array.isArray(value.messages)) return [];
  const { title, system_prompt: prompt, folder, messages } = value as Partial<Schemas['ConversationWithMessages']>;
  const [first] = messages ?? [];
  const told = first?.role === 'system' && typeof first.content === 'string' ? first.content : null;
  return [{ title: title ?? null, system_prompt: prompt ?? told, folder: folder ?? null, messages: messages ?? [] }];
}
