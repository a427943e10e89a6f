import { problemOf, RequestProblem } from '../../api/problem.ts';
import { send } from '../../api/send.ts';
import { serverSentEvents } from '../../api/server-sent-events.ts';
import { text } from '../../text/text.ts';
import type { Comparison } from './comparison.ts';

/** An event of a streamed comparison. */
export type ComparisonEvent =
  | { type: 'draft_start' | 'draft_done'; index: number }
  | { type: 'draft_text' | 'draft_reasoning'; index: number; text: string }
  | { type: 'comparison'; comparison: Comparison };

/** The drafts as they are made, and the comparison at the end. Throws a `RequestProblem`. */
export async function* comparisonEvents(
  body: Record<string, unknown>,
  signal: AbortSignal,
): AsyncGenerator<ComparisonEvent, void, undefined> {
  const response = await send('/v1/comparisons', {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  try {
    for await (const data of serverSentEvents(response.body!)) {
      const event = JSON.parse(data) as ComparisonEvent | { error: object };
      if ('error' in event) throw problemOf(500, event);
      yield event;
      if (event.type === 'comparison') return;
    }
  } catch (error) {
    if (error instanceof RequestProblem || signal.aborted) throw error;
  }
  throw new RequestProblem(0, text.problems.lost);
}
