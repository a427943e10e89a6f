import { jsonEvents } from '../api/json-events.ts';
import { RequestProblem } from '../api/problem.ts';
import { send } from '../api/send.ts';
import { text } from '../text/text.ts';
import type { LabEvent } from './answer-part.ts';

const isFailure = (event: object): boolean => 'type' in event && event.type === 'error';

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
  for await (const event of jsonEvents<LabEvent>(response, signal, isFailure)) {
    yield event;
    if (event.type === 'done') return;
  }
  throw new RequestProblem(0, text.problems.lost);
}
