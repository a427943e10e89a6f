import { api, dataOf } from '../api/client.ts';
import { RequestProblem } from '../api/problem.ts';
import { changedEverywhere } from '../app/other-tabs.ts';
import { queryClient } from '../app/query-client.ts';
import { notifyProblem } from '../ui/notices.ts';
import { runs } from './app-runs.ts';
import { chatSettings, settingsWire, usualSystemPrompt } from './chat-settings.ts';
import type { StoredMessage } from './conversation-item.ts';
import { questionContent, type Question } from './question.ts';
import { conversationQuery, type ConversationWithMessages } from './conversation-queries.ts';

const longestTitle = 80;

export function newConversationId(): string {
  return `conv_${crypto.getRandomValues(new Uint8Array(12)).reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '')}`;
}

/** Its first question, in one line. */
function titleOf({ text: asked }: Question): string {
  const line = asked.trim().replaceAll(/\s+/g, ' ');
  return line.length > longestTitle ? `${line.slice(0, longestTitle - 1)}…` : line;
}

async function create(id: string, question: Question): Promise<void> {
  const body = { id, title: titleOf(question), system_prompt: chatSettings().system ?? usualSystemPrompt };
  const made = await dataOf(api.POST('/lab/conversations', { body }));
  const empty: ConversationWithMessages = { ...made, messages: [] };
  queryClient.setQueryData(conversationQuery(id).queryKey, () => empty);
  await changedEverywhere(['conversations']);
}

const messagesOf = (conversation: string): readonly StoredMessage[] =>
  queryClient.getQueryData(conversationQuery(conversation).queryKey)?.messages ?? [];

/**
 * Asks a question at the end of a conversation. Throws when there is none and none can be made.
 *
 * @param onMade for a new one, which is made first.
 */
export async function ask(conversation: string, question: Question, onMade: (() => void) | undefined): Promise<void> {
  const stored = onMade ? null : await queryClient.ensureQueryData(conversationQuery(conversation));
  if (stored === null) await create(conversation, question);
  onMade?.();
  await play(conversation, question, messagesOf(conversation), {});
}

/** Asks the question with this id again, or another one in its place. What came after it is left. */
export async function askInstead(conversation: string, questionId: string, question: Question): Promise<void> {
  const stored = messagesOf(conversation);
  const index = stored.findIndex(({ id }) => id === questionId);
  await play(conversation, question, stored.slice(0, Math.max(0, index)), { replace_from: questionId });
}

async function play(
  conversation: string,
  question: Question,
  before: readonly StoredMessage[],
  more: { replace_from?: string },
): Promise<void> {
  const messages = [{ role: 'user', content: questionContent(question) }];
  const settings = settingsWire(chatSettings());
  const body = { conversation_id: conversation, messages, ...settings, ...more };
  await runs.ask(conversation, question, before, body);
}

/** A copy of the conversation up to this message; resolves to its id. */
export async function forkAt(conversation: string, message: string): Promise<string> {
  const params = { path: { id: conversation } };
  const fork = await dataOf(api.POST('/lab/conversations/{id}/fork', { params, body: { at: message } }));
  await queryClient.invalidateQueries({ queryKey: ['conversations'] });
  return fork.id;
}

/** Ends the answer that is being made. */
export function stop(conversation: string): void {
  runs.cancel(conversation).catch((error: unknown) => {
    if (!(error instanceof RequestProblem && error.status === 0)) notifyProblem(error);
  });
}
