import { z } from 'zod';
import { encodeJobError, type JobErrorWire } from '../jobs/job-wire.ts';
import { jobErrorSchema } from '../jobs/response-schemas.ts';
import type { LoopOverview } from './loop-control.ts';

/** Times are seconds since 1970. */
export interface LoopWire {
  object: 'loop';
  enabled: boolean;
  schedule: string | null;
  min_ratings: number;
  method: string;
  name: string;
  promote_if: string | null;
  new_ratings: number;
  next_at: number | null;
  last: {
    run: string;
    reason: 'asked' | 'schedule' | 'ratings';
    started_at: number;
    status: string;
    adapter: string | null;
    version: number | null;
    live: boolean | null;
    why: string | null;
    error: JobErrorWire | null;
  } | null;
}

export interface LoopRunRequestWire {
  min_ratings?: number | null | undefined;
  method?: string | null | undefined;
  promote_if?: string | null | undefined;
  name?: string | null | undefined;
  model?: string | null | undefined;
}

export const loopRunRequestSchema: z.ZodType<LoopRunRequestWire> = z.strictObject({
  min_ratings: z.int().min(0).nullish().describe('Ratings that there must be at least; all count, old ones too.'),
  method: z.enum(['sft', 'dpo', 'kto', 'orpo', 'grpo', 'ppo']).nullish(),
  promote_if: z.string().min(1).max(4096).nullish().describe('The gate, such as `margin_gain_low>0`.'),
  name: z.string().min(1).max(100).nullish().describe('Of the adapter.'),
  model: z.string().min(1).nullish().describe('The base; the default model where left out.'),
});

const seconds = z.int().min(0);

export const loopSchema: z.ZodType<LoopWire> = z.strictObject({
  object: z.literal('loop'),
  enabled: z.boolean().describe('Whether it runs by itself.'),
  schedule: z.string().nullable().describe('As cron has it; null: as soon as there are enough new ratings.'),
  min_ratings: z.int().min(0),
  method: z.string(),
  name: z.string(),
  promote_if: z.string().nullable(),
  new_ratings: z.int().min(0).describe('Since the last loop.'),
  next_at: seconds.nullable(),
  last: z
    .strictObject({
      run: z.string().describe('The id of a training run.'),
      reason: z.enum(['asked', 'schedule', 'ratings']),
      started_at: seconds,
      status: z.string(),
      adapter: z.string().nullable(),
      version: z.int().nullable(),
      live: z.boolean().nullable(),
      why: z.string().nullable().describe('Why it did not go live.'),
      error: jobErrorSchema.nullable(),
    })
    .nullable(),
});

const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

export function encodeLoop({ last, nextAt, ...loop }: LoopOverview): LoopWire {
  return {
    object: 'loop',
    enabled: loop.isEnabled,
    schedule: loop.schedule ?? null,
    min_ratings: loop.minRatings,
    method: loop.method,
    name: loop.name,
    promote_if: loop.promoteIf ?? null,
    new_ratings: loop.newRatings,
    next_at: nextAt === undefined ? null : secondsOf(nextAt),
    last: last ? encodeLast(last) : null,
  };
}

function encodeLast({ published, error, ...last }: NonNullable<LoopOverview['last']>): LoopWire['last'] {
  return {
    run: last.run,
    reason: last.reason,
    started_at: secondsOf(last.startedAt),
    status: last.status,
    adapter: published?.name ?? null,
    version: published?.version ?? null,
    live: published?.live ?? null,
    why: published?.reason ?? null,
    error: error ? encodeJobError(error) : null,
  };
}
