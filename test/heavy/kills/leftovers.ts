import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Files that look half-written, by their paths in `dataFolder`. Locks are taken over where they lie. */
export function findLeftovers(dataFolder: string): string[] {
  return readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?:\.(?:tmp|temp|part|partial|incomplete|new)$|\.partitions-\w+$)/.test(name),
  );
}

const twoDaysAgo = new Date(Date.now() - 2 * 24 * 3_600_000);

/** Makes them older than what a server leaves alone, folders with what is in them. */
export function ageLeftovers(dataFolder: string, names: readonly string[]): void {
  for (const name of names) {
    const path = join(dataFolder, name);
    for (const inner of innerNames(path)) utimesSync(join(path, inner), twoDaysAgo, twoDaysAgo);
    utimesSync(path, twoDaysAgo, twoDaysAgo);
  }
}

function innerNames(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

/** Those that a server which was started again does not remove. */
export async function remainingLeftovers(dataFolder: string, names: readonly string[]): Promise<string[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const there = new Set(findLeftovers(dataFolder));
    const remaining = names.filter((name) => there.has(name));
    if (remaining.length === 0 || performance.now() > deadline) return remaining;
    await sleep(100);
  }
}
