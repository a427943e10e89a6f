import type { AdapterControl, AdapterListing } from '../src/adapters/adapter-control.ts';
import type { AdapterRegistryControl } from '../src/adapters/registry-control.ts';

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

const registered = {
  version: 3,
  state: 'live',
  sha256: 'ab'.repeat(32),
  sizeBytes: 4096,
  createdAt: '2026-01-02T03:04:05.678Z',
  rank: 8,
  alpha: 16,
  base: { reference: 'stub' },
  run: 'run_1',
  continuedFrom: { name: 'pirate', version: 2 },
  metrics: { loss: 1.5 },
  reasons: [],
} as const;

function createStubRegistry(record: (call: unknown) => void): AdapterRegistryControl {
  const promotion = { name: 'pirate', live: { version: 3 }, previous: 2, defaultScale: 0, warnings: [] };
  return {
    history: async (name) => ({
      name,
      live: registered,
      defaultScale: 0.5,
      versions: [registered],
      events: [
        { type: 'added', at: registered.createdAt, record: registered },
        { type: 'promoted', at: registered.createdAt, version: 3, reason: 'better' },
        { type: 'placed', at: registered.createdAt },
      ],
    }),
    async promote(call) {
      record({ promote: call });
      return promotion;
    },
    async rollback(call) {
      record({ rollback: call });
      return promotion;
    },
    retire: async (call) => record({ retire: call }),
    remove: async (call) => record({ remove: call }),
  };
}

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
    registry: createStubRegistry(record),
  };
}
