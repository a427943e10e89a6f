export type { AdapterFault } from './adapter-fault.ts';
export type { AdapterPair } from './adapter-pairs.ts';
export { checkAdapterFits } from './check-adapter.ts';
export { splitAdapterPatterns } from './library/adapter-pattern.ts';
export type { AdapterLibraryChange, RefusedAdapter, StoredAdapter, WatchedAdapters } from './library/stored-adapter.ts';
export { watchAdapters, type WatchAdaptersOptions } from './library/watch-adapters.ts';
export { convertAdapter, type ConvertAdapterOptions } from './peft/convert-adapter.ts';
export { convertAdapterWithScript, type ScriptConversionOptions } from './peft/llama-cpp-script.ts';
export { readAdapter, type AdapterMetadata } from './read-adapter.ts';
