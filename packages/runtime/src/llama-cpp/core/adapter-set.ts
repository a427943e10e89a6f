import type { NativeAdapter } from './adapter-binding.ts';

export interface AppliedAdapter {
  handle: number;
  adapter: NativeAdapter;
  scale: number;
}

/** The adapters of a request with their scales. Requests with one set share a context, for a context applies one set. */
export interface AdapterSet {
  /** Equal for sets that are equal. */
  readonly key: string;
  readonly applied: readonly AppliedAdapter[];
}

export const baseSet: AdapterSet = { key: '', applied: [] };

/** The order does not matter; what has scale 0 is left out. */
export function adapterSet(applied: readonly AppliedAdapter[]): AdapterSet {
  const effective = applied.filter(({ scale }) => scale !== 0).toSorted((a, b) => a.handle - b.handle);
  if (effective.length === 0) return baseSet;
  return { key: effective.map(({ handle, scale }) => `${handle}:${scale}`).join(','), applied: effective };
}

export function usesAdapter(set: AdapterSet, handle: number): boolean {
  return set.applied.some((applied) => applied.handle === handle);
}
