import type { ConversationStore, InteractionLog } from '@tuneloop/protocol';

/** The same conversations; with one that is deleted goes what was recorded of it. */
export function forgettingConversations(
  store: ConversationStore,
  log: Pick<InteractionLog, 'deleteConversation'>,
): ConversationStore {
  return {
    open: (owner, id) => store.open(owner, id),
    get: (owner, id) => store.get(owner, id),
    list: (owner, query) => store.list(owner, query),
    messages: (owner, id) => store.messages(owner, id),
    tree: (owner, id) => store.tree(owner, id),
    append: (owner, id, messages, options) => store.append(owner, id, messages, options),
    update: (owner, id, change) => store.update(owner, id, change),
    fork: (owner, id, options) => store.fork(owner, id, options),
    async delete(owner, id) {
      await store.get(owner, id);
      // First the log: what fails here can be tried again, as the conversation is still there.
      await log.deleteConversation(owner, id);
      await store.delete(owner, id);
    },
  };
}
