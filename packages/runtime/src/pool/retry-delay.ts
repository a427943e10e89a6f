const first = 10_000;
const longest = 300_000;

/** Milliseconds before try number `attempt` (from 1) is repeated: 10 s, doubling up to 5 min. */
export function retryDelay(attempt: number): number {
  return Math.min(first * 2 ** (attempt - 1), longest);
}
