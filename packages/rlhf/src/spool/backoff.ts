export interface RetryOptions {
  /** Before the first retry, in ms; doubled for each further one. Default 1 s. */
  firstMs?: number | undefined;
  /** At most, in ms. Default 5 minutes. */
  longestMs?: number | undefined;
}

const defaultFirstMs = 1000;
const defaultLongestMs = 300_000;

/**
 * How long to wait after the `failures`-th failure in a row, from 1: twice as long each time, cut by up to a half at random,
 * so that many senders do not come back at once. What the receiver asks for counts where it is longer.
 */
export function backoffMs(
  failures: number,
  retry: RetryOptions,
  wantedMs = 0,
  random: () => number = Math.random,
): number {
  const { firstMs = defaultFirstMs, longestMs = defaultLongestMs } = retry;
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(full * (0.5 + random() / 2), Math.min(wantedMs, longestMs));
}
