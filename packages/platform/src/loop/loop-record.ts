import { readFile } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { writeJson } from '../training/write-json.ts';
import type { LoopReason } from './loop-request.ts';

/** What must outlive the process, so that a loop is neither repeated nor forgotten. Times are ISO 8601, UTC. */
export interface LoopRecord {
  version: 1;
  /** The last one that was begun. */
  last?: { run: string; reason: LoopReason; startedAt: string } | undefined;
  /** Of the loops before that one: what was said until then is not new. */
  collectedUntil?: string | undefined;
  /** When the schedule was last looked at. */
  checkedAt?: string | undefined;
}

const schema: z.ZodType<LoopRecord> = z.object({
  version: z.literal(1),
  last: z
    .object({ run: z.string(), reason: z.enum(['asked', 'schedule', 'ratings']), startedAt: z.string() })
    .optional(),
  collectedUntil: z.string().optional(),
  checkedAt: z.string().optional(),
});

/** Errors: `STORE_FAILED` (a damaged file too). */
export async function readLoopRecord(path: string): Promise<LoopRecord> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { version: 1 };
    throw new TuneloopError('STORE_FAILED', `${path} cannot be read. Remove it to begin anew.`, { cause: error });
  }
}

export function writeLoopRecord(path: string, record: LoopRecord): Promise<void> {
  return writeJson(path, record);
}
