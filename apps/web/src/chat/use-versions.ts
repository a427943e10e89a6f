import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, dataOf } from '../api/client.ts';
import { idle } from '../api/turns.ts';
import type { ConversationWithMessages } from './conversation-queries.ts';
import { versionsOf, type Versions } from './versions.ts';

/** The versions of a conversation's questions and answers, once they are known. */
export function useVersions(conversation: ConversationWithMessages | null | undefined): Versions {
  const id = conversation?.id ?? '';
  const head = conversation?.head ?? null;
  const { data } = useQuery({
    queryKey: ['tree', id, head],
    queryFn: async ({ signal }) => {
      // The tree of a long conversation is as large as its history: what is shown comes first.
      await idle();
      return dataOf(api.GET('/lab/conversations/{id}/tree', { params: { path: { id } }, signal }));
    },
    enabled: head !== null,
    // A history can end where it ended before, with more beside it.
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => versionsOf(data?.messages ?? [], head), [data, head]);
}
