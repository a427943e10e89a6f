import type { OverloadReport } from './run-overload.ts';

export interface OverloadLimits {
  /** Of the speed at capacity, of each stream and of all together. */
  speed: number;
  /** Left out: not judged, since other work on the machine would be. */
  refusalP99Ms?: number | undefined;
  /** The same. */
  recoveryMs?: number | undefined;
  /** Of the modest client's requests, that are answered. */
  modestShare: number;
}

/** What did not hold; nothing where all did. */
export function judge(report: OverloadReport, limits: OverloadLimits): string[] {
  const { atCapacity, overloaded, modest, recoveryMs, counted, exitCode } = report;
  const checks: [boolean, string][] = [
    [exitCode === 0, `the server ended with ${exitCode}`],
    [overloaded.refused > 0, 'nothing was refused: there was no overload'],
    [
      overloaded.tokensPerSecond >= limits.speed * atCapacity.tokensPerSecond,
      `streams were slower: ${overloaded.tokensPerSecond.toFixed(1)} tokens/s, ${atCapacity.tokensPerSecond.toFixed(1)} at capacity`,
    ],
    [
      overloaded.totalTokensPerSecond >= limits.speed * atCapacity.totalTokensPerSecond,
      `less was done: ${overloaded.totalTokensPerSecond.toFixed(0)} tokens/s, ${atCapacity.totalTokensPerSecond.toFixed(0)} at capacity`,
    ],
    [
      limits.refusalP99Ms === undefined || overloaded.refusalP99 < limits.refusalP99Ms,
      `refusals took ${overloaded.refusalP99.toFixed(0)} ms (p99), ${limits.refusalP99Ms} may be`,
    ],
    [
      overloaded.refusedWithoutRetryAfter === 0,
      `${overloaded.refusedWithoutRetryAfter} refusals said nothing of when to come back`,
    ],
    [
      Object.keys(overloaded.odd).length === 0 && Object.keys(atCapacity.odd).length === 0,
      `answers that are neither taken nor refused: ${JSON.stringify({ ...atCapacity.odd, ...overloaded.odd })}`,
    ],
    [overloaded.broken + atCapacity.broken === 0, `${overloaded.broken + atCapacity.broken} streams were cut off`],
    [
      modest.accepted >= limits.modestShare * modest.sent,
      `of the modest client's ${modest.sent} requests ${modest.accepted} were answered`,
    ],
    [
      limits.recoveryMs === undefined || recoveryMs <= limits.recoveryMs,
      `it took ${(recoveryMs / 1000).toFixed(1)} s to recover`,
    ],
    [counted.server === counted.client, `the server counted ${counted.server} answers, the client ${counted.client}`],
  ];
  return checks.flatMap(([holds, finding]) => (holds ? [] : [finding]));
}
