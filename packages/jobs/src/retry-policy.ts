import type { SerializedError } from '@tuneloop/protocol';
import { z } from 'zod';

/**
 * When a job that failed is tried again by itself. Only errors that are `retryable` are; the wait is doubled after each,
 * and a random half of it is left out, so that jobs which failed together do not come back together.
 */
export interface RetryPolicy {
  /** Attempts in all, from 1 on. Interrupted ones do not count. */
  attempts: number;
  /** Longest wait after the first failure, in ms. Default 1000. */
  baseMs?: number | undefined;
  /** Longest wait at all, in ms. Default 60000. */
  capMs?: number | undefined;
}

const dayMs = 24 * 3_600_000;

export const retryPolicySchema: z.ZodType<RetryPolicy> = z.strictObject({
  attempts: z.int().min(1).max(1000),
  baseMs: z.int().min(0).max(dayMs).optional(),
  capMs: z.int().min(0).max(dayMs).optional(),
});

/**
 * How long to wait before the next attempt, in ms; `undefined` when there is none.
 *
 * @param failures attempts that failed, this one included.
 * @param random from 0 up to 1.
 */
export function retryDelay(
  policy: RetryPolicy | undefined,
  { retryable, details }: SerializedError,
  failures: number,
  random: number,
): number | undefined {
  if (!policy || !retryable || failures >= policy.attempts) return undefined;
  const { baseMs = 1000, capMs = 60_000 } = policy;
  const longest = Math.min(capMs, baseMs * 2 ** (failures - 1));
  // Whoever was too busy may have said for how long.
  const asked = details['retryAfterSeconds'];
  const askedMs = typeof asked === 'number' && asked > 0 ? Math.min(capMs, asked * 1000) : 0;
  return Math.round(Math.max(askedMs, longest * (0.5 + random / 2)));
}
