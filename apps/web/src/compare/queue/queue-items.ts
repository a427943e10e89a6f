import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { contentText } from '../../chat/conversation-item.ts';
import type { Message } from '../message-parts.ts';
import type { QueueSearch } from '../search.ts';

export type Interaction = Schemas['InteractionList']['data'][number];

const pageSize = 50;
const mostPages = 5;

export interface QueueBatch {
  items: readonly Interaction[];
  hasMore: boolean;
  /** What the next batch comes behind. */
  last: string | undefined;
}

/** Whether there is something to rate: an answer in words. Calls of tools on the way to it are not. */
function isAnswer({ message, error }: Interaction): boolean {
  return !error && message?.role === 'assistant' && contentText(message.content).trim() !== '';
}

async function readBatch(filters: QueueSearch, after: string | undefined, signal: AbortSignal): Promise<QueueBatch> {
  const items: Interaction[] = [];
  let batch: Omit<QueueBatch, 'items'> = { hasMore: true, last: after };
  for (let page = 0; page < mostPages && batch.hasMore && items.length < pageSize; page++) {
    const { model, text, rating = 'none' } = filters;
    const query = { rating, failed: 'false', model, text, after: batch.last, limit: pageSize } as const;
    const listed = await dataOf(api.GET('/v1/interactions', { params: { query }, signal }));
    items.push(...listed.data.filter(isAnswer));
    batch = { hasMore: listed.has_more, last: listed.data.at(-1)?.id ?? batch.last };
  }
  return { items, ...batch };
}

/** Answers to rate, the latest first. Read once: what was rated meanwhile stays in its place. */
export const queueQuery = ({ model, text, rating }: QueueSearch, after: string | undefined) =>
  queryOptions({
    queryKey: ['queue', { model, text, rating }, after],
    queryFn: ({ signal }) => readBatch({ model, text, rating }, after, signal),
    staleTime: Infinity,
    gcTime: 0,
  });

/** What was said before the question, the question, both as far as they were recorded. */
export function promptOf({ prompt }: Interaction): { before: readonly Message[]; question: string } {
  if (prompt?.type === 'text') return { before: [], question: prompt.text };
  if (prompt?.type !== 'messages') return { before: [], question: '' };
  const { messages } = prompt;
  const index = messages.findLastIndex(({ role }) => role === 'user');
  const question = messages[index];
  return {
    before: messages.filter((message) => message !== question),
    question: question ? contentText(question.content) : '',
  };
}
