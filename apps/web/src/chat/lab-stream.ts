import { problemOf, RequestProblem } from '../api/problem.ts';
import { send } from '../api/send.ts';
import { serverSentEvents } from '../api/server-sent-events.ts';
import { text } from '../text/text.ts';
import type { LabEvent } from './answer-part.ts';

/**
 * The events of a turn, to its last. Throws a `RequestProblem`: of status 0 when the connection broke, which the turn on
 * the server survives.
 */
export async function* labEvents(
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): AsyncGenerator<LabEvent, void, undefined> {
  const response = await send(path, {
    signal,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify({ ...body, stream: true }) }),
  });
  try {
    for await (const data of serverSentEvents(response.body!)) {
      const event = JSON.parse(data) as LabEvent | { type: 'error' };
      if (event.type === 'error') throw problemOf(500, event);
      yield event;
      if (event.type === 'done') return;
    }
  } catch (error) {
    if (error instanceof RequestProblem || signal.aborted) throw error;
    throw new RequestProblem(0, text.problems.lost);
  }
  throw new RequestProblem(0, text.problems.lost);
}
