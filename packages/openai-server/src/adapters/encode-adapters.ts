import type { AdapterListing, AdapterVersion } from './adapter-control.ts';

export interface AdapterVersionWire {
  version: number;
  hash: string;
  state: 'loaded' | 'stored';
  size_bytes: number | null;
  rank: number | null;
  alpha: number | null;
}

export interface AdapterWire {
  object: 'adapter';
  id: string | null;
  name: string;
  base: string | null;
  file: string;
  state: 'live' | 'loading' | 'refused';
  reason: string | null;
  version: number | null;
  versions: AdapterVersionWire[];
}

export interface AdapterListWire {
  object: 'list';
  data: AdapterWire[];
}

function encodeVersion({ version, hash, state, sizeBytes, rank, alpha }: AdapterVersion): AdapterVersionWire {
  return { version, hash, state, size_bytes: sizeBytes ?? null, rank: rank ?? null, alpha: alpha ?? null };
}

function encodeAdapter({ name, base, file, live, versions, refusedBecause }: AdapterListing): AdapterWire {
  return {
    object: 'adapter',
    id: base === undefined ? null : `${base}:${name}`,
    name,
    base: base ?? null,
    file,
    state: live ? 'live' : refusedBecause === undefined ? 'loading' : 'refused',
    reason: refusedBecause ?? null,
    version: live?.version ?? null,
    versions: versions.map(encodeVersion),
  };
}

export function encodeAdapterList(adapters: readonly AdapterListing[]): AdapterListWire {
  return { object: 'list', data: adapters.map(encodeAdapter) };
}
