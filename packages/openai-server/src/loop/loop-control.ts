import type { CallOptions, ErrorCode } from '@tuneloop/protocol';

/** What a client may ask of one loop; what it leaves out is as configured. */
export interface LoopRunRequest {
  minRatings?: number | undefined;
  method?: string | undefined;
  promoteIf?: string | undefined;
  name?: string | undefined;
  /** The base. */
  model?: string | undefined;
  owner: string | undefined;
}

/** Times are ISO 8601, UTC. */
export interface LoopOverview {
  /** Whether it runs by itself. */
  isEnabled: boolean;
  /** As cron has it; left out: as soon as there are enough new ratings. */
  schedule?: string | undefined;
  minRatings: number;
  method: string;
  name: string;
  promoteIf?: string | undefined;
  /** Judgements made since the last loop. */
  newRatings: number;
  nextAt?: string | undefined;
  last?:
    | {
        /** The id of a training run. */
        run: string;
        reason: 'asked' | 'schedule' | 'ratings';
        startedAt: string;
        status: string;
        /** Of one that came to its end. */
        published?: { name: string; version: number; live: boolean; reason?: string | undefined } | undefined;
        error?: { code: ErrorCode; message: string } | undefined;
      }
    | undefined;
}

/** The loop from ratings to a better adapter. Errors of all: `STORE_FAILED`, `INVALID_REQUEST` (nothing is recorded). */
export interface LoopControl {
  show(options?: CallOptions): Promise<LoopOverview>;
  /** Begins one, unless one is under way. Errors: those of a training that is submitted. */
  run(request: LoopRunRequest): Promise<LoopOverview>;
}
