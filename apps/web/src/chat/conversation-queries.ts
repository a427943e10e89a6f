import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { nextTask } from '../api/turns.ts';
import { RequestProblem } from '../api/problem.ts';

export type Conversation = Schemas['Conversation'];
export type ConversationWithMessages = Schemas['ConversationWithMessages'];
export type Interaction = Schemas['InteractionList']['data'][number];

const pageSize = 100;

/** The conversations that were used last, `pages` times a hundred; with `text`, those that hold its words. */
export async function listPages({
  pages,
  text,
  signal,
}: {
  pages: number;
  text?: string | undefined;
  signal: AbortSignal;
}): Promise<{ conversations: Conversation[]; hasMore: boolean }> {
  const conversations: Conversation[] = [];
  let hasMore = true;
  for (let page = 0; page < pages && hasMore; page++) {
    const query = { limit: pageSize, after: conversations.at(-1)?.id, text };
    const listed = await dataOf(api.GET('/lab/conversations', { params: { query }, signal }));
    conversations.push(...listed.data);
    hasMore = listed.has_more;
  }
  return { conversations, hasMore };
}

export const conversationsQuery = (pages: number, search = '') =>
  queryOptions({
    queryKey: ['conversations', pages, search],
    queryFn: ({ signal }) => listPages({ pages, text: search === '' ? undefined : search, signal }),
    placeholderData: keepPreviousData,
  });

async function readConversation(id: string, signal: AbortSignal): Promise<ConversationWithMessages | null> {
  try {
    const conversation = await dataOf(api.GET('/lab/conversations/{id}', { params: { path: { id } }, signal }));
    await nextTask();
    return conversation;
  } catch (error) {
    if (error instanceof RequestProblem && error.status === 404) return null;
    throw error;
  }
}

/** With its messages; `null` when there is none. */
export const conversationQuery = (id: string) =>
  queryOptions({ queryKey: ['conversation', id], queryFn: ({ signal }) => readConversation(id, signal) });

/** What was recorded of a conversation, the latest first; nothing where the server records nothing. */
export const interactionsQuery = (conversation: string) =>
  queryOptions({
    queryKey: ['interactions', conversation],
    queryFn: async ({ signal }): Promise<Interaction[]> => {
      const query = { conversation_id: conversation, limit: pageSize };
      try {
        return (await dataOf(api.GET('/v1/interactions', { params: { query }, signal }))).data;
      } catch (error) {
        if (error instanceof RequestProblem && error.status === 404) return [];
        throw error;
      }
    },
  });

/** Turns that wait for a human. */
export const waitingTurnsQuery = (conversation: string) =>
  queryOptions({
    queryKey: ['turns', conversation],
    queryFn: async ({ signal }) => {
      const path = { id: conversation };
      return (await dataOf(api.GET('/lab/conversations/{id}/turns', { params: { path }, signal }))).data;
    },
    retry: false,
  });
