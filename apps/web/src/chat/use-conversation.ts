import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { runs, useRun } from './app-runs.ts';
import { itemsOf, type ConversationItem } from './conversation-item.ts';
import { conversationQuery, waitingTurnsQuery, type ConversationWithMessages } from './conversation-queries.ts';
import { isUnderWay, type Run } from './run.ts';

export interface ConversationView {
  conversation: ConversationWithMessages | null | undefined;
  /** What is shown above the answer that is being made, if one is. */
  items: readonly ConversationItem[];
  /** The last answer of this page, under way or ended. */
  run: Run | undefined;
  isRunning: boolean;
  error: Error | null;
}

const nothing: readonly never[] = [];

/** A conversation as it is stored, and the answer that is being made in it, which is followed where one is. */
export function useConversation(id: string, isNew: boolean): ConversationView {
  const { data: conversation, error } = useQuery({ ...conversationQuery(id), enabled: !isNew });
  const run = useRun(id);
  const isRunning = run !== undefined && isUnderWay(run);
  const stored = conversation?.messages ?? nothing;
  const { data: waiting } = useQuery({ ...waitingTurnsQuery(id), enabled: Boolean(conversation) });
  const isUnanswered = stored.length > 0 && stored.at(-1)!.role !== 'assistant' && waiting?.length === 0;

  // An answer may have been begun before a reload, or in another tab.
  useEffect(() => {
    if (isUnanswered && !isRunning) void runs.follow(id, stored.slice(0, stored.findLastIndex(isQuestion) + 1));
  }, [id, isUnanswered, isRunning, stored]);

  const messages = isRunning ? run.before : stored;
  const question = isRunning ? run.question : undefined;
  const items = useMemo((): readonly ConversationItem[] => {
    const shown = itemsOf(messages);
    return question === undefined ? shown : [...shown, { kind: 'question', id: undefined, question }];
  }, [messages, question]);
  return { conversation, items, run, isRunning, error };
}

const isQuestion = ({ role }: { role: string }): boolean => role === 'user';
