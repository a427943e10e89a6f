import { useSyncExternalStore } from 'react';
import { api, dataOf } from '../api/client.ts';
import { queryClient } from '../app/query-client.ts';
import { conversationQuery } from './conversation-queries.ts';
import type { Run } from './run.ts';
import { Runs } from './runs.ts';

/** The answers that are being made for this page. */
export const runs: Runs = new Runs({
  readMessages: async (id) => {
    const read = await queryClient.fetchQuery({ ...conversationQuery(id), staleTime: 0 });
    return read?.messages;
  },
  cancel: (id) => dataOf(api.POST('/lab/conversations/{id}/cancel', { params: { path: { id } } })),
  changed: (id) => {
    for (const queryKey of [['conversations'], ['interactions', id]]) void queryClient.invalidateQueries({ queryKey });
    return queryClient.invalidateQueries({ queryKey: ['turns', id] });
  },
});

export function useRun(conversation: string): Run | undefined {
  return useSyncExternalStore(runs.subscribe, () => runs.get(conversation));
}
