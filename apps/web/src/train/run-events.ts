import { problemOf, RequestProblem } from '../api/problem.ts';
import { send } from '../api/send.ts';
import { serverSentEvents } from '../api/server-sent-events.ts';
import { text } from '../text/text.ts';
import type { RunEvent } from './run-history.ts';

/**
 * What happened in a run behind `after`, and what happens, until it has ended. Throws a `RequestProblem`: of status 0
 * when the connection broke.
 */
export async function* runEvents(
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void, undefined> {
  const response = await send(`/v1/training/runs/${encodeURIComponent(id)}/events?after=${after}`, { signal });
  if (response.status === 204) return;
  try {
    for await (const data of serverSentEvents(response.body!)) {
      const event = JSON.parse(data) as RunEvent | { error: unknown };
      if ('error' in event) throw problemOf(500, event);
      yield event;
    }
  } catch (error) {
    if (error instanceof RequestProblem || signal.aborted) throw error;
    throw new RequestProblem(0, text.problems.lost);
  }
}
