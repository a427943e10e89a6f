import { throwIfAborted, type InteractionQuery, type JudgedInteraction, type LogScope } from '@tuneloop/protocol';
import { currentChoices, currentRatings } from '@tuneloop/rlhf/log';

/** Of interactions and what was said of them; the log itself has it. */
export interface JudgedSource {
  records(
    query: Omit<InteractionQuery, 'after' | 'limit'>,
    options: { scope?: LogScope | undefined; signal?: AbortSignal | undefined },
  ): AsyncIterable<JudgedInteraction>;
}

export interface CountOptions {
  log: JudgedSource;
  where?: Omit<InteractionQuery, 'after' | 'limit' | 'rating'> | undefined;
  /** ISO 8601, UTC: only what was said later. */
  since?: string | undefined;
  /** ISO 8601, UTC: nothing that was said later. */
  until?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * How many judgements there are to learn from: what each person thinks of an answer now (a thumb, a score, a correction,
 * marks of steps), and each person's choice of a comparison. Comments and tags alone are none.
 *
 * Errors: `STORE_FAILED`, `ABORTED`.
 */
export async function countJudgements({ log, where, since = '', until, signal }: CountOptions): Promise<number> {
  const isWanted = ({ time }: { time: string }): boolean => time > since && (until === undefined || time <= until);
  const isKnown = ({ time }: { time: string }): boolean => until === undefined || time <= until;
  let count = 0;
  for await (const { ratings } of log.records({ ...where, rating: 'any' }, { signal })) {
    throwIfAborted(signal);
    count += currentRatings(ratings.filter(isKnown)).filter(
      ({ time, thumb, score, correction, steps }) =>
        isWanted({ time }) && [thumb, score, correction, steps].some((value) => value !== undefined),
    ).length;
  }
  // A choice is told of every draft that it is about.
  const choices = new Set<string>();
  for await (const judged of log.records({ ...where, rating: 'compared' }, { signal })) {
    throwIfAborted(signal);
    for (const choice of currentChoices(judged.choices.filter(isKnown))) if (isWanted(choice)) choices.add(choice.id);
  }
  return count + choices.size;
}
