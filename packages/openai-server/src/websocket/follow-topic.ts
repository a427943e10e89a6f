import { TuneloopError } from '@tuneloop/protocol';
import type { AuthenticatedClient } from '../auth/authenticator.ts';
import { checkScope } from '../auth/authenticate-token.ts';
import { requestProblem } from '../errors/request-problem.ts';
import type { EventTopic } from './event-topic.ts';
import type { Outbox } from './outbox.ts';

export interface TopicCall {
  topic: string;
  topics: Readonly<Record<string, EventTopic>>;
  client: AuthenticatedClient | undefined;
  signal: AbortSignal;
  outbox: Outbox;
}

/** Events that may wait for a slow reader: what goes on in the server does not wait for it. */
const waitingEvents = 1000;

/**
 * Sends `subscribed`, then what happens from there on, until `signal` ends it.
 *
 * Errors: `INVALID_REQUEST`, `FORBIDDEN`, `BUSY` (the reader fell behind), and the reason of `signal`.
 */
export async function followTopic({ topic, topics, client, signal, outbox }: TopicCall): Promise<void> {
  const source = Object.hasOwn(topics, topic) ? topics[topic] : undefined;
  if (!source) {
    const known = Object.keys(topics).join(', ') || 'none';
    throw requestProblem('invalid_value', `There is no such topic here; those that there are: ${known}.`, 'topic');
  }
  if (client) checkScope(client, source.scope);
  const waiting: Record<string, unknown>[] = [];
  let wake = Promise.withResolvers<void>();
  let isBehind = false;
  const stop = source.watch((event) => {
    if (waiting.length >= waitingEvents) isBehind = true;
    else waiting.push(event);
    wake.resolve();
  });
  const onAbort = (): void => wake.resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await outbox.send({ type: 'subscribed', topic });
    for (;;) {
      for (let event = waiting.shift(); event; event = waiting.shift()) {
        signal.throwIfAborted();
        await outbox.send({ type: 'event', topic, event });
      }
      signal.throwIfAborted();
      if (isBehind) throw new TuneloopError('BUSY', 'You read too slowly to follow this. Subscribe again.');
      await wake.promise;
      wake = Promise.withResolvers<void>();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop();
  }
}
