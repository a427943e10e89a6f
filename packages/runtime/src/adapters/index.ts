export type { AdapterFault } from './adapter-fault.ts';
export type { AdapterPair } from './adapter-pairs.ts';
export { checkAdapterFits } from './check-adapter.ts';
export { readAdapter, type AdapterMetadata } from './read-adapter.ts';
