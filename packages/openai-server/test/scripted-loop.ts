import type { ErrorCode } from '@tuneloop/protocol';
import type { LoopControl, LoopOverview, LoopRunRequest } from '../src/loop/loop-control.ts';

export interface ScriptedLoop extends LoopControl {
  requests: LoopRunRequest[];
  /** The last loop has ended so. */
  fail(error: { code: ErrorCode; message: string }): void;
}

/** A loop that has twelve new ratings, until it is run and refuses what it made. */
export function createScriptedLoop(): ScriptedLoop {
  const requests: LoopRunRequest[] = [];
  let overview: LoopOverview = {
    isEnabled: true,
    schedule: '0 3 * * *',
    minRatings: 20,
    method: 'dpo',
    name: 'loop',
    newRatings: 12,
    nextAt: '2026-11-21T03:00:00.000Z',
  };
  const last = { run: 'run_1', reason: 'asked', startedAt: '2026-11-21T00:00:00.000Z' } as const;
  return {
    requests,
    fail: (error) => (overview = { ...overview, last: { ...last, status: 'failed', error } }),
    show: async () => overview,
    async run(request) {
      requests.push(request);
      const published = { name: 'loop', version: 2, live: false, reason: 'Worse.' };
      overview = { ...overview, newRatings: 0, last: { ...last, status: 'succeeded', published } };
      return overview;
    },
  };
}
