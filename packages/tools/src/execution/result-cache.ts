import type { ToolResult } from '@tuneloop/protocol';

interface CachedResult {
  result: ToolResult;
  /** In ms, of the monotonic clock. */
  until: number;
}

/** Results that may be used again; the ones used longest ago go first. */
export interface ResultCache {
  get(key: string): ToolResult | undefined;
  set(key: string, result: ToolResult, lifetimeMs: number): void;
}

export function createResultCache(capacity = 200): ResultCache {
  const results = new Map<string, CachedResult>();
  return {
    get(key) {
      const found = results.get(key);
      results.delete(key);
      if (found === undefined || found.until <= performance.now()) return undefined;
      results.set(key, found);
      return found.result;
    },
    set(key, result, lifetimeMs) {
      results.delete(key);
      results.set(key, { result, until: performance.now() + lifetimeMs });
      if (results.size > capacity) results.delete(results.keys().next().value!);
    },
  };
}
