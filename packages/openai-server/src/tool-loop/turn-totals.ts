import type { Timings, Usage } from '@tuneloop/protocol';

export interface TurnTotals {
  usage: Usage;
  timings: Timings;
}

export const noTotals: TurnTotals = {
  usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 },
  timings: { queueMs: 0, prefillMs: 0, timeToFirstTokenMs: 0, decodeMs: 0, totalMs: 0 },
};

/** Generations one after another as one; the time to the first token is that of the first. */
export function addTotals(before: TurnTotals, next: TurnTotals): TurnTotals {
  const usage: Usage = {
    promptTokens: before.usage.promptTokens + next.usage.promptTokens,
    cachedTokens: before.usage.cachedTokens + next.usage.cachedTokens,
    completionTokens: before.usage.completionTokens + next.usage.completionTokens,
    reasoningTokens: before.usage.reasoningTokens + next.usage.reasoningTokens,
  };
  const discarded = (before.usage.discardedTokens ?? 0) + (next.usage.discardedTokens ?? 0);
  if (discarded > 0) usage.discardedTokens = discarded;
  const isFirst = before.timings.totalMs === 0;
  const timings: Timings = {
    queueMs: before.timings.queueMs + next.timings.queueMs,
    prefillMs: before.timings.prefillMs + next.timings.prefillMs,
    timeToFirstTokenMs: (isFirst ? next : before).timings.timeToFirstTokenMs,
    decodeMs: before.timings.decodeMs + next.timings.decodeMs,
    totalMs: before.timings.totalMs + next.timings.totalMs,
  };
  return { usage, timings };
}
