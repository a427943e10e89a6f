import { TuneloopError, type ConversationStore, type TurnStore } from '@tuneloop/protocol';
import { createConversationStore, createTurnStore, openStore, type Store } from '@tuneloop/store';

/** The conversations of this server, and the turns in them that wait. */
export interface LabStores extends Disposable {
  conversations: ConversationStore;
  turns: TurnStore;
}

interface Opened {
  store: Store;
  conversations: ConversationStore;
  turns: TurnStore;
}

/**
 * Both in a store that is opened when it is first needed. One that cannot be opened is tried again with the next request:
 * models are served without it.
 */
export function createLabStores(path: string): LabStores {
  let opened: Opened | undefined;
  let isClosed = false;

  /** Errors: `STORE_FAILED`, `ABORTED`. */
  const open = (): Opened => {
    if (isClosed) throw new TuneloopError('ABORTED', 'The server is stopping.');
    if (opened) return opened;
    const store = openStore({ path });
    try {
      opened = { store, conversations: createConversationStore(store), turns: createTurnStore(store) };
      return opened;
    } catch (error) {
      store.close();
      throw error;
    }
  };

  return {
    conversations: {
      open: async (owner, id) => open().conversations.open(owner, id),
      get: async (owner, id) => open().conversations.get(owner, id),
      list: async (owner, query) => open().conversations.list(owner, query),
      messages: async (owner, id) => open().conversations.messages(owner, id),
      tree: async (owner, id) => open().conversations.tree(owner, id),
      append: async (owner, id, messages, options) => open().conversations.append(owner, id, messages, options),
      update: async (owner, id, change) => open().conversations.update(owner, id, change),
      fork: async (owner, id, options) => open().conversations.fork(owner, id, options),
      delete: async (owner, id) => open().conversations.delete(owner, id),
    },
    turns: {
      put: async (owner, turn) => open().turns.put(owner, turn),
      get: async (owner, id) => open().turns.get(owner, id),
      list: async (owner, conversation) => open().turns.list(owner, conversation),
      take: async (owner, id) => open().turns.take(owner, id),
    },
    [Symbol.dispose]() {
      isClosed = true;
      opened?.store.close();
      opened = undefined;
    },
  };
}
