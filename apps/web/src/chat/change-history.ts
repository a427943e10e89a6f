import { api, dataOf, type Schemas } from '../api/client.ts';
import { changedElsewhere } from '../app/other-tabs.ts';
import { queryClient } from '../app/query-client.ts';
import { runs } from './app-runs.ts';
import { conversationQuery } from './conversation-queries.ts';

export type NewMessages = Schemas['NewMessages'];

/** Makes the history what it was up to `after`, and then these messages; nothing is answered. */
export async function changeHistory(conversation: string, body: NewMessages): Promise<void> {
  const params = { path: { id: conversation } };
  const changed = await dataOf(api.POST('/lab/conversations/{id}/messages', { params, body }));
  // What the last run of this page said is not the end of the history any more.
  runs.forget(conversation);
  queryClient.setQueryData(conversationQuery(conversation).queryKey, () => changed);
  changedElsewhere(['conversation', conversation]);
  await Promise.all(
    [['turns', conversation], ['conversations']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}
