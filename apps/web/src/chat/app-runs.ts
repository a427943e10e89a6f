import { useSyncExternalStore } from 'react';
import { api, dataOf } from '../api/client.ts';
import { changedElsewhere, changedEverywhere } from '../app/other-tabs.ts';
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
  begun: (id) => changedElsewhere(['conversations'], ['conversation', id], ['turns', id]),
  changed: (id) => {
    changedElsewhere(['conversation', id]);
    void changedEverywhere(['conversations'], ['interactions', id]);
    return changedEverywhere(['turns', id]);
  },
});

export function useRun(conversation: string): Run | undefined {
  return useSyncExternalStore(runs.subscribe, () => runs.get(conversation));
}
