export { parseAdapterVersion, requireAdapterName } from './adapter-name.ts';
export { openAdapterRegistry, type AdapterRegistryOptions } from './adapter-registry.ts';
export type { AdapterBase, AdapterRecord, AdapterState, RegisteredVersion } from './adapter-version.ts';
export type { ServedBase } from './check-base.ts';
export type { JournalEntry } from './journal.ts';
export { publishVersion, type PublishVersionOptions } from './publish-version.ts';
export type {
  AdapterHistory,
  AdapterRegistry,
  PromoteOptions,
  Promotion,
  RegisteredAdapter,
  RegistryProblem,
} from './registry-contract.ts';
export type { AdapterAddition } from './version-folder.ts';
