import { createParser } from 'eventsource-parser';
import { malformed } from './upstream-error.ts';

/** Characters of one event at most; log-probabilities make the largest. */
const maxEventLength = 4 * 1024 * 1024;

export interface ServerSentEvent {
  event?: string | undefined;
  data: string;
}

/**
 * The events of a body, however it was cut into chunks. Reads on only when asked, so that a slow reader slows the
 * upstream down; memory is bounded.
 *
 * Errors: `UPSTREAM_FAILED` for an event that is too long; what reading `body` throws.
 */
export async function* readServerSentEvents(
  body: AsyncIterable<Uint8Array>,
  upstream: string,
): AsyncGenerator<ServerSentEvent, void, void> {
  let events: ServerSentEvent[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: (event) => events.push(event),
    onError: ({ type }) => (tooLong ||= type === 'max-buffer-size-exceeded'),
  });
  const decoder = new TextDecoder();
  const take = (text: string): ServerSentEvent[] => {
    parser.feed(text);
    if (tooLong) throw malformed(upstream, `sent an event of more than ${maxEventLength} characters`);
    const taken = events;
    events = [];
    return taken;
  };
  for await (const chunk of body) yield* take(decoder.decode(chunk, { stream: true }));
  // Some servers leave out the blank line after the last event.
  yield* take(`${decoder.decode()}\n\n`);
}
