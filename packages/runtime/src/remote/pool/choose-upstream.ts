import { createHash } from 'node:crypto';

export interface Candidate {
  /** Stable over restarts. */
  name: string;
  weight: number;
  active: number;
  maxConcurrent: number;
}

/** How much fuller, as a share of its places, the preferred upstream may be before another one takes over. */
const tolerance = 0.25;

/**
 * The upstream that `key` always prefers (weighted rendezvous hashing: when one goes, only its own keys move), unless it
 * is much busier than the least busy one. `undefined` when none has a place.
 */
export function chooseUpstream<T extends Candidate>(candidates: readonly T[], key: string): T | undefined {
  const free = candidates.filter(({ active, maxConcurrent }) => active < maxConcurrent);
  const preferred = best(candidates, (candidate) => score(candidate, key));
  const idlest = best(free, (candidate) => -load(candidate));
  if (preferred === undefined || idlest === undefined) return undefined;
  const isFull = preferred.active >= preferred.maxConcurrent;
  const isMuchBusier = preferred.active - idlest.active > 1 && load(preferred) - load(idlest) > tolerance;
  return isFull || isMuchBusier ? idlest : preferred;
}

function load({ active, maxConcurrent }: Candidate): number {
  return active / maxConcurrent;
}

/** Logarithmic weighting: each gets a share of the keys in proportion to its weight. */
function score({ name, weight }: Candidate, key: string): number {
  const hash = createHash('sha256').update(`${name}\u0000${key}`).digest().readUInt32BE(0);
  return -weight / Math.log((hash + 0.5) / 2 ** 32);
}

function best<T>(values: readonly T[], rate: (value: T) => number): T | undefined {
  let found: T | undefined;
  let highest = -Infinity;
  for (const value of values) {
    const rating = rate(value);
    if (found === undefined || rating > highest) {
      found = value;
      highest = rating;
    }
  }
  return found;
}
