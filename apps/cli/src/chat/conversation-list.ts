import { TuneloopError } from '@tuneloop/protocol';
import type { ChatSession } from './session.ts';
import type { ConversationSummary, StoredConversations } from './stored-conversations.ts';
import { shownLine } from './tools/shown-text.ts';

/**
 * Goes on with a kept conversation: the one with this id, else the last one.
 *
 * Errors: `UNSUPPORTED` (the server keeps none), `NOT_FOUND`.
 */
export async function resumeConversation(session: ChatSession, id: string | undefined): Promise<void> {
  const { conversation, approved, say } = session;
  const conversations = storedConversations(session);
  const wanted = id ?? (await conversations.list())[0]?.id;
  if (wanted === undefined) throw new TuneloopError('NOT_FOUND', 'There is no earlier conversation.');
  const stored = await conversations.read(wanted);
  conversation.resume(stored);
  approved.clear();
  const count = conversation.messages.filter(({ role }) => role === 'user').length;
  say(
    `Going on with ${wanted}: ${shownLine(conversation.titleFor(''), 80)} (${count} ${count === 1 ? 'question' : 'questions'}).`,
  );
}

/** Lets the person choose one; `undefined` when there is none, or none is wanted. */
export async function chooseConversation(session: ChatSession): Promise<string | undefined> {
  const list = await storedConversations(session).list();
  if (list.length === 0) {
    session.say('There is no earlier conversation.');
    return undefined;
  }
  const labels = list.map(describeConversation);
  const current = labels[list.findIndex(({ id }) => id === session.conversation.id)] ?? labels[0]!;
  const chosen = await session.choose('Conversation', labels, current);
  return chosen === undefined ? undefined : list[labels.indexOf(chosen)]?.id;
}

/** Errors: `UNSUPPORTED`. */
function storedConversations({ model }: ChatSession): StoredConversations {
  if (model.conversations) return model.conversations;
  throw new TuneloopError('UNSUPPORTED', 'This server keeps no conversations; /save and /load keep them in files.');
}

function describeConversation({ id, title, updatedAt }: ConversationSummary): string {
  const time = updatedAt.toISOString().slice(0, 16).replace('T', ' ');
  return `${time}  ${shownLine(title ?? '', 60)}  ${shownLine(id, 48)}`;
}
