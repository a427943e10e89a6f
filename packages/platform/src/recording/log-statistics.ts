import type { StatisticsSource } from '@tuneloop/openai-server';
import type { JudgedComparison } from '@tuneloop/protocol';
import type { LazyLog } from './lazy-log.ts';

/** What the log says of models and of those who judge them. Of comparisons, `since` and `until` alone choose. */
export function logStatistics(log: LazyLog): StatisticsSource {
  return async (query, { scope, signal }) => {
    const { judgementStatistics } = await import('@tuneloop/rlhf');
    const opened = log.open();
    return judgementStatistics({
      records: opened.records(query, { scope, signal }),
      comparisons: within(opened.comparisons({ scope, signal }), query),
    });
  };
}

async function* within(
  comparisons: AsyncIterable<JudgedComparison>,
  { since, until }: { since?: string | undefined; until?: string | undefined },
): AsyncGenerator<JudgedComparison, void, undefined> {
  for await (const judged of comparisons) {
    const { time } = judged.comparison;
    if ((since === undefined || time >= since) && (until === undefined || time < until)) yield judged;
  }
}
