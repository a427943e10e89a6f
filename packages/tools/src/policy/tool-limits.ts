import { z } from 'zod';
import type { Given } from './given.ts';

/** What one call may cost. */
export interface ToolLimits {
  /** For the whole call, in ms. */
  timeoutMs: number;
  /** Of the result as JSON, which a model must read; a longer one is cut and says so. */
  maxResultCharacters: number;
  /** How long a result may be used again while nothing has changed, in ms; 0: never. */
  cacheMs: number;
}

export const toolLimitsSchema: z.ZodType<ToolLimits, Given<ToolLimits> | undefined> = z
  .strictObject({
    timeoutMs: z.int().min(1).max(3_600_000).default(30_000),
    maxResultCharacters: z.int().min(500).max(10_000_000).default(32_000),
    cacheMs: z.int().min(0).max(3_600_000).default(30_000),
  })
  .prefault({});
