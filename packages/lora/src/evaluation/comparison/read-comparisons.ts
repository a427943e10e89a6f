import { readRows } from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { HumanComparison } from './comparison.ts';

const rowSchema = z.object({ choice: z.enum(['before', 'after', 'tie', 'both_bad']) });

/**
 * Reads what people chose: rows of `{"choice": "before" | "after" | "tie" | "both_bad"}`; further columns, such as both
 * answers, may stand there.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (with the line), `STORE_FAILED`, `ABORTED`.
 */
export async function readComparisons(path: string, signal?: AbortSignal): Promise<HumanComparison[]> {
  const comparisons: HumanComparison[] = [];
  for await (const { row, line } of readRows(path, { signal })) {
    const parsed = rowSchema.safeParse(row);
    if (!parsed.success) {
      const message = `Line ${line}: choice must be before, after, tie or both_bad.`;
      throw new TuneloopError('INVALID_REQUEST', message, { details: { line } });
    }
    comparisons.push(parsed.data);
  }
  return comparisons;
}
