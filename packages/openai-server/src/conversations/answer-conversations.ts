import { TuneloopError, type Conversation, type ConversationOwner, type ConversationStore } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { decodeMessage } from '../chat-completions/decode-message.ts';
import { clientOf } from '../auth/require-scope.ts';
import { encodeListPage } from '../http/list-page.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { encodeConversation, encodeStoredMessage, folderOf } from './conversation-wire.ts';
import { contentTypes, exportConversation } from './export-conversation.ts';
import { isSaid } from './merge-history.ts';
import {
  conversationChangeSchema,
  exportQuerySchema,
  forkSchema,
  listQuerySchema,
  newConversationSchema,
} from './request-wire.ts';

export interface ConversationCall {
  conversations: ConversationStore;
  settings: Pick<RouterSettings, 'limits'>;
  request: Request;
  response: Response;
}

/** Whose conversations a request is about. */
export function ownerOf(request: Request): ConversationOwner {
  return clientOf(request)?.id;
}

export function conversationIdOf(request: Request): string {
  return String(request.params['id']);
}

/** `POST /lab/conversations`. Errors: `INVALID_REQUEST`, also when the id is taken. */
export async function answerCreate({ conversations, settings, request, response }: ConversationCall): Promise<void> {
  const wire = validateWire(newConversationSchema, await readJsonBody(request, settings.limits));
  const owner = ownerOf(request);
  const id = wire.id ?? undefined;
  if (id !== undefined && (await exists(conversations, owner, id))) {
    throw new TuneloopError('INVALID_REQUEST', `There is a conversation "${id}" already: choose another id.`, {
      details: { param: 'id' },
    });
  }
  // Before anything is made, since a message may be refused. System messages are a setting, not a part of the history.
  const messages = (wire.messages ?? []).map(decodeMessage).filter(isSaid);
  const made = await conversations.open(owner, id);
  if (messages.length > 0) await conversations.append(owner, made.id, messages);
  const metadata = wire.folder ? { folder: wire.folder } : undefined;
  const change = { title: wire.title ?? undefined, system: wire.system_prompt ?? undefined, metadata };
  sendJson(response, 200, encodeConversation(await conversations.update(owner, made.id, change)));
}

/** `GET /lab/conversations`. Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
export async function answerList({ conversations, request, response }: ConversationCall): Promise<void> {
  const query = validateWire(listQuerySchema, request.query);
  const page = await conversations.list(ownerOf(request), query);
  sendJson(response, 200, encodeListPage(page.conversations.map(encodeConversation), page.hasMore));
}

/** `GET /lab/conversations/{id}`: with its messages. Errors: `NOT_FOUND`. */
export async function answerRead({ conversations, request, response }: ConversationCall): Promise<void> {
  const owner = ownerOf(request);
  const conversation = await conversations.get(owner, conversationIdOf(request));
  const messages = await conversations.messages(owner, conversation.id);
  sendJson(response, 200, { ...encodeConversation(conversation), messages: messages.map(encodeStoredMessage) });
}

/** `PATCH /lab/conversations/{id}`: the title, the system prompt, the folder. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerChange({ conversations, settings, request, response }: ConversationCall): Promise<void> {
  const wire = validateWire(conversationChangeSchema, await readJsonBody(request, settings.limits));
  const owner = ownerOf(request);
  const id = conversationIdOf(request);
  const { metadata } = wire.folder === undefined ? {} : inFolder(await conversations.get(owner, id), wire.folder);
  const change = { title: wire.title, system: wire.system_prompt, tools: wire.tools ?? undefined, metadata };
  const changed = await conversations.update(owner, id, change);
  sendJson(response, 200, encodeConversation(changed));
}

/** `GET /lab/conversations/{id}/tree`: also what was left, such as by asking otherwise. Errors: `NOT_FOUND`. */
export async function answerTree({ conversations, request, response }: ConversationCall): Promise<void> {
  const owner = ownerOf(request);
  const { id, head } = await conversations.get(owner, conversationIdOf(request));
  const messages = await conversations.tree(owner, id);
  const tree = { id, object: 'conversation.tree', head: head ?? null, messages: messages.map(encodeStoredMessage) };
  sendJson(response, 200, tree);
}

/** `DELETE /lab/conversations/{id}`. Errors: `NOT_FOUND`. */
export async function answerDelete({ conversations, request, response }: ConversationCall): Promise<void> {
  const id = conversationIdOf(request);
  await conversations.delete(ownerOf(request), id);
  sendJson(response, 200, { id, object: 'conversation.deleted', deleted: true });
}

/** `POST /lab/conversations/{id}/fork`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerFork({ conversations, settings, request, response }: ConversationCall): Promise<void> {
  const wire = validateWire(forkSchema, await readJsonBody(request, settings.limits));
  const owner = ownerOf(request);
  const id = conversationIdOf(request);
  const fork = await conversations.fork(owner, id, {
    at: wire.at ?? undefined,
    id: wire.id ?? undefined,
    title: wire.title ?? undefined,
  });
  const folder = folderOf(await conversations.get(owner, id));
  const made = folder === null ? fork : await conversations.update(owner, fork.id, { metadata: { folder } });
  sendJson(response, 200, encodeConversation(made));
}

/** `GET /lab/conversations/{id}/export?format=`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerExport({ conversations, request, response }: ConversationCall): Promise<void> {
  const { format } = validateWire(exportQuerySchema, request.query);
  const owner = ownerOf(request);
  const conversation = await conversations.get(owner, conversationIdOf(request));
  const text = exportConversation(conversation, await conversations.messages(owner, conversation.id), format);
  const extension = format === 'text' ? 'txt' : format;
  response.setHeader('content-type', contentTypes[format]);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-disposition', `attachment; filename="conversation.${extension}"`);
  response.end(text);
}

/** What else clients keep with it stays. */
function inFolder({ metadata }: Conversation, folder: string | null): Pick<Conversation, 'metadata'> {
  const { folder: _left, ...others } = metadata ?? {};
  return { metadata: folder === null ? others : { ...others, folder } };
}

async function exists(conversations: ConversationStore, owner: ConversationOwner, id: string): Promise<boolean> {
  return conversations.get(owner, id).then(
    () => true,
    (error: unknown) => {
      if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return false;
      throw error;
    },
  );
}
