import { textOf, type ConversationStore, type Message } from '@tuneloop/protocol';
import type { ConversationSummary, StoredConversation, StoredConversations } from './stored-conversations.ts';

/** On this machine everybody who may read the store is its owner, as on a server without keys. */
const owner = undefined;

/** The conversations in this machine's own store. */
export class LocalConversations implements StoredConversations {
  readonly #store: ConversationStore;

  constructor(store: ConversationStore) {
    this.#store = store;
  }

  async list(): Promise<ConversationSummary[]> {
    const { conversations } = await this.#store.list(owner, { limit: 50 });
    return conversations.map(({ id, title, updatedAt }) => ({ id, title, updatedAt: new Date(updatedAt) }));
  }

  async read(id: string): Promise<StoredConversation> {
    const { system } = await this.#store.get(owner, id);
    const messages = await this.#store.messages(owner, id);
    return { id, system, messages: messages.map(({ message }) => message) };
  }

  /** @param messages what the model was given, the question last; @param answer what followed. */
  async keep(
    { id, title }: { id: string; title: string },
    messages: readonly Message[],
    answer: readonly Message[],
  ): Promise<void> {
    const system = messages.find(({ role }) => role === 'system');
    const said = messages.filter(({ role }) => role !== 'system');
    const { head, title: stored } = await this.#store.open(owner, id);
    // One that came from a file is kept whole with its first answer.
    const added = head === undefined ? said : said.slice(-1);
    await this.#store.append(owner, id, [...added, ...answer]);
    await this.#store.update(owner, id, { title: stored ?? title, system: system ? textOf(system.content) : null });
  }
}
