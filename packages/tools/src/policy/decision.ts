import type { ToolVerdict } from '@tuneloop/protocol';
import { z } from 'zod';

export type Decision = ToolVerdict['decision'];

export const decisionSchema: z.ZodType<Decision, Decision> = z.enum(['allow', 'ask', 'deny']);

const order: readonly Decision[] = ['allow', 'ask', 'deny'];

/** The strictest of several verdicts; of equal ones the first. */
export function strictest(verdicts: readonly ToolVerdict[]): ToolVerdict | undefined {
  return verdicts.reduce<ToolVerdict | undefined>(
    (worst, verdict) =>
      worst === undefined || order.indexOf(verdict.decision) > order.indexOf(worst.decision) ? verdict : worst,
    undefined,
  );
}
