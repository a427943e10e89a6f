export { createConversationStore } from './conversations/conversation-store.ts';
export { createTurnStore } from './conversations/turn-store.ts';
export type { Migration } from './migration.ts';
export { openMemoryStore, openStore, type OpenStoreOptions } from './open-store.ts';
export type { StoreFailure } from './store-error.ts';
export type { Row, SqlValue, Store } from './store.ts';
