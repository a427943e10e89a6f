export type { Migration } from './migration.ts';
export { openMemoryStore, openStore, type OpenStoreOptions } from './open-store.ts';
export type { StoreFailure } from './store-error.ts';
export type { Row, SqlValue, Store } from './store.ts';
