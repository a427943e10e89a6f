import { TuneloopError } from '@tuneloop/protocol';
import type { ApprovalDecision } from './options.ts';
import type { PausedTurn } from './paused-turn.ts';

/** What people decided, by the call's id. */
export type ApprovalDecisions = Readonly<Record<string, ApprovalDecision>>;

/** Errors: `INVALID_REQUEST` (a call without a decision, a decision without a call). */
export function checkDecisions({ pending }: Pick<PausedTurn, 'pending'>, decisions: ApprovalDecisions): void {
  const missing = pending.filter(({ id }) => !Object.hasOwn(decisions, id)).map(({ id }) => id);
  const unknown = Object.keys(decisions).filter((id) => !pending.some((call) => call.id === id));
  if (missing.length === 0 && unknown.length === 0) return;
  const what = missing.length > 0 ? `No decision on ${missing.join(', ')}` : `No call ${unknown.join(', ')} is waiting`;
  throw new TuneloopError('INVALID_REQUEST', `${what}. Decide on every pending call: approve or refuse.`, {
    details: { pending: pending.map(({ id }) => id) },
  });
}
