import type { AdapterControl, AdapterListing } from '../src/adapters/adapter-control.ts';

export interface StubAdapters extends AdapterControl {
  /** What the routes asked for, in order. */
  calls: unknown[];
}

const version = { version: 2, hash: 'ab'.repeat(32), state: 'loaded', sizeBytes: 4096, rank: 8, alpha: 16 } as const;

const listings: AdapterListing[] = [
  {
    name: 'pirate',
    base: 'stub',
    file: 'pirate.gguf',
    live: version,
    versions: [version, { version: 1, hash: 'cd'.repeat(32), state: 'stored' }],
  },
  { name: 'broken', file: 'broken.gguf', versions: [], refusedBecause: 'The file is truncated.' },
  { name: 'new', base: 'stub', file: 'new.gguf', versions: [] },
];

/** Knows two adapters; what is done to it shows in `calls` alone. */
export function createStubAdapters(failure?: Error): StubAdapters {
  const calls: unknown[] = [];
  const record = (call: unknown): void => {
    if (failure) throw failure;
    calls.push(call);
  };
  return {
    calls,
    list: () => listings,
    numbered: () => [{ number: 0, file: 'pirate.gguf', scale: 0 }],
    setDefaultScales: (scales) => record({ scales: [...scales] }),
    load: async (adapter) => record({ load: adapter }),
    unload: async (name) => record({ unload: name }),
  };
}
