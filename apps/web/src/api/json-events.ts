import { text } from '../text/text.ts';
import { problemOf, RequestProblem } from './problem.ts';
import { serverSentEvents } from './server-sent-events.ts';

/**
 * What a stream of events says, parsed, until it ends. Throws a `RequestProblem`: what the server says of a failure, or of
 * status 0 when the connection broke.
 *
 * @param isFailure which event tells of one.
 */
export async function* jsonEvents<Event extends object>(
  { body }: Response,
  signal: AbortSignal,
  isFailure: (event: object) => boolean = (event) => 'error' in event,
): AsyncGenerator<Event, void, undefined> {
  try {
    for await (const data of serverSentEvents(body!)) {
      const event = JSON.parse(data) as Event;
      if (isFailure(event)) throw problemOf(500, event);
      yield event;
    }
  } catch (error) {
    if (error instanceof RequestProblem || signal.aborted) throw error;
    throw new RequestProblem(0, text.problems.lost);
  }
}
