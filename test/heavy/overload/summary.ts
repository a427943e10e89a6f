import { median, percentile } from '../../../benchmarks/statistics.ts';
import type { Outcome } from './ask.ts';

/** One phase of load in figures. */
export interface PhaseSummary {
  sent: number;
  accepted: number;
  refused: number;
  /** Answers that are neither, by what they are. */
  odd: Record<string, number>;
  refusedWithoutRetryAfter: number;
  /** Streams that were cut off. */
  broken: number;
  /** Of refusals, from when the request was due. In ms. */
  refusalP50: number;
  refusalP99: number;
  refusalMax: number;
  /** Of each accepted stream, the median. */
  tokensPerSecond: number;
  /** Of all of them together. */
  totalTokensPerSecond: number;
  /** Without the wait for a slot, the median, in ms. */
  servedFirstTokenMs: number;
  /** With it. */
  firstTokenP50: number;
  firstTokenP99: number;
  /** How much later than they were due requests were sent: what is more in the other figures than the server's. */
  sentLateP99: number;
}

const refusals = new Set([429, 503, 529]);

/** @param seconds that requests came for. */
export function summarise(outcomes: readonly Outcome[], seconds: number): PhaseSummary {
  const accepted = outcomes.filter(({ status }) => status === 200);
  const refused = outcomes.filter(({ status }) => refusals.has(status));
  const odd: Record<string, number> = {};
  for (const { status, error } of outcomes) {
    if (status === 200 || refusals.has(status)) continue;
    const name = status === 0 ? (error ?? 'no answer') : String(status);
    odd[name] = (odd[name] ?? 0) + 1;
  }
  const refusalMs = refused.map(({ totalMs }) => totalMs);
  const firstTokenMs = accepted.flatMap((outcome) => outcome.firstTokenMs ?? []);
  const tokens = accepted.reduce((sum, outcome) => sum + outcome.tokens, 0);
  const begin = Math.min(...outcomes.map(({ dueAt }) => dueAt));
  const end = Math.max(...accepted.map(({ dueAt, totalMs }) => dueAt + totalMs), begin + seconds * 1000);
  return {
    sent: outcomes.length,
    accepted: accepted.length,
    refused: refused.length,
    odd,
    refusedWithoutRetryAfter: refused.filter(({ hasRetryAfter }) => !hasRetryAfter).length,
    broken: accepted.filter(({ isWhole }) => !isWhole).length,
    refusalP50: median(refusalMs),
    refusalP99: percentile(refusalMs, 0.99),
    refusalMax: Math.max(0, ...refusalMs),
    tokensPerSecond: median(accepted.flatMap((outcome) => outcome.tokensPerSecond ?? [])),
    totalTokensPerSecond: tokens / ((end - begin) / 1000),
    servedFirstTokenMs: median(
      accepted.flatMap(({ firstTokenMs: ms, queueMs }) =>
        ms === undefined || queueMs === undefined ? [] : ms - queueMs,
      ),
    ),
    firstTokenP50: median(firstTokenMs),
    firstTokenP99: percentile(firstTokenMs, 0.99),
    sentLateP99: percentile(
      outcomes.map(({ lateMs }) => lateMs),
      0.99,
    ),
  };
}

/** The same of one client alone. */
export function ofClient(outcomes: readonly Outcome[], client: string): Outcome[] {
  return outcomes.filter((outcome) => outcome.client === client);
}
