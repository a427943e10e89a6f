import type { InteractionQuery, LogScope } from '@tuneloop/protocol';

/** How far people agree; figures that mean nothing are `NaN`. */
interface Agreement {
  alpha: number;
  items: number;
  values: number;
}

/** What people prefer, and how far they agree; what `judgementStatistics` of `@tuneloop/rlhf` gives. */
export interface PreferenceStatistics {
  agreement: Record<'thumbs' | 'scores' | 'choices', Agreement>;
  pairs: { authors: [string, string]; kappa: number; items: number }[];
  /** The strongest first. */
  contestants: {
    name: string;
    model: string;
    adapters: string[];
    strength: number;
    low: number;
    high: number;
    elo: number;
    contests: number;
    wins: number;
    ties: number;
    bothBad: number;
    winRate: { share: number; low: number; high: number };
  }[];
}

/** Errors: `INVALID_REQUEST`, `STORE_FAILED`, `ABORTED`. */
export type StatisticsSource = (
  query: Omit<InteractionQuery, 'after' | 'limit'>,
  options: { scope: LogScope; signal: AbortSignal },
) => Promise<PreferenceStatistics>;
