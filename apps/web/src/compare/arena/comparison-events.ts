import { jsonEvents } from '../../api/json-events.ts';
import { RequestProblem } from '../../api/problem.ts';
import { send } from '../../api/send.ts';
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
  for await (const event of jsonEvents<ComparisonEvent>(response, signal)) {
    yield event;
    if (event.type === 'comparison') return;
  }
  throw new RequestProblem(0, text.problems.lost);
}
