import { jsonEvents } from '../api/json-events.ts';
import { send } from '../api/send.ts';
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
  if (response.status !== 204) yield* jsonEvents<RunEvent>(response, signal);
}
