import type { Conversation } from './conversation-queries.ts';

export interface ConversationFolder {
  /** `null`: those that are in none. */
  name: string | null;
  conversations: readonly Conversation[];
}

/** The folders by name, and last what is in none; within each the order stays. */
export function inFolders(conversations: readonly Conversation[]): ConversationFolder[] {
  const byName = Map.groupBy(conversations, ({ folder }) => folder);
  const names = foldersOf(conversations);
  const folders = names.map((name) => ({ name, conversations: byName.get(name)! }));
  const others = byName.get(null);
  return others ? [...folders, { name: null, conversations: others }] : folders;
}

export function foldersOf(conversations: readonly Pick<Conversation, 'folder'>[]): string[] {
  const names = new Set(conversations.flatMap(({ folder }) => (folder === null ? [] : [folder])));
  return [...names].toSorted((one, other) => one.localeCompare(other, 'en'));
}
