import { z } from 'zod';

/** A number, or none at all whatever the server's default is. */
export type KeyLimit = number | 'unlimited';

/** What the holder of an API key may do in a time. What is left out is the server's default. */
export interface KeyLimits {
  /** Requests that make an engine work, in a window of 60 s. */
  requestsPerMinute?: KeyLimit | undefined;
  /** Tokens of prompts and answers together, in a window of 60 s. */
  tokensPerMinute?: KeyLimit | undefined;
  /** Such requests at the same time. */
  concurrency?: KeyLimit | undefined;
}

const keyLimitNames: readonly (keyof KeyLimits)[] = ['requestsPerMinute', 'tokensPerMinute', 'concurrency'];

const limit = z.union([z.int().min(1).max(1_000_000_000_000), z.literal('unlimited')]);

export const keyLimitsSchema: z.ZodType<KeyLimits> = z.strictObject({
  requestsPerMinute: limit.optional(),
  tokensPerMinute: limit.optional(),
  concurrency: limit.optional(),
});

/** `changes` over `limits`; `null` takes a limit of its own away. `undefined` when none is left. */
export function changeLimits(
  limits: KeyLimits | undefined,
  changes: { [Name in keyof KeyLimits]?: KeyLimit | null | undefined },
): KeyLimits | undefined {
  const left = keyLimitNames.flatMap((name) => {
    const value = changes[name] === undefined ? limits?.[name] : changes[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
