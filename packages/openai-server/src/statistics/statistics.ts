import type { InteractionQuery, LogScope, PreferenceStatistics } from '@tuneloop/protocol';

/** Tells what people prefer, and how far they agree. Errors: `INVALID_REQUEST`, `STORE_FAILED`, `ABORTED`. */
export type StatisticsSource = (
  query: Omit<InteractionQuery, 'after' | 'limit'>,
  options: { scope: LogScope; signal: AbortSignal },
) => Promise<PreferenceStatistics>;
