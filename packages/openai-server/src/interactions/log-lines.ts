import type { InteractionFilter, InteractionLog, LogRecord, RecordsOptions } from '@tuneloop/protocol';

/**
 * The log's own lines of what fits, the oldest first: each interaction, then what was said of it, a comparison before the
 * choices of it. `tuneloop import` reads them again.
 */
export async function* logLines(
  log: Pick<InteractionLog, 'records' | 'getComparison'>,
  query: InteractionFilter,
  options: RecordsOptions,
): AsyncGenerator<string, void, undefined> {
  const known = new Set<string>();
  for await (const { interaction, ratings, choices } of log.records(query, options)) {
    yield lineOf({ version: 1, type: 'interaction', interaction });
    for (const rating of ratings) yield lineOf({ version: 1, type: 'rating', rating });
    for (const choice of choices) {
      // A choice is there for each of its drafts.
      if (known.has(choice.id)) continue;
      known.add(choice.id);
      if (!known.has(choice.comparison)) {
        known.add(choice.comparison);
        const { comparison } = await log.getComparison(options.scope ?? 'all', choice.comparison);
        yield lineOf({ version: 1, type: 'comparison', comparison });
      }
      yield lineOf({ version: 1, type: 'choice', choice });
    }
  }
}

function lineOf(record: LogRecord): string {
  return `${JSON.stringify(record)}\n`;
}
