import type { JobEventsOptions } from '@tuneloop/protocol';
import { refusalOf, throwIfRefused } from '../auth/request-key.ts';
import { logServerError } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { openEventStream } from '../sse/event-stream.ts';
import type { JobCall } from './answer-jobs.ts';
import { decodeEventPosition } from './request-wire.ts';

/** Events of a job, or of all jobs of a graph. */
export interface JobEventSource {
  hasEnded: boolean;
  /** Position of its last event. */
  lastEvent: number;
  events(options: JobEventsOptions): AsyncIterable<SentJobEvent>;
}

export interface SentJobEvent {
  position: number;
  type: string;
  body: object;
}

/**
 * What happened and what happens, as server-sent events whose ids are their positions and whose names are their types.
 * Behind the last event of what has ended the answer is 204, at which a browser's `EventSource` stops connecting again.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (a position that is none).
 */
export async function streamJobEvents(
  call: Pick<JobCall, 'settings' | 'request' | 'response'>,
  find: () => Promise<JobEventSource>,
): Promise<void> {
  const { settings, request, response } = call;
  const signal = disconnectSignal(response);
  const after = decodeEventPosition(request);
  const { hasEnded, lastEvent, events } = await find();
  if (hasEnded && after >= lastEvent) {
    response.status(204).end();
    return;
  }
  const stream = openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
  try {
    for await (const event of events({ after, signal })) {
      const { position, type, body } = event;
      const sent = stream.send({ id: String(position), name: type, data: JSON.stringify(body) });
      if (sent) await sent;
    }
    throwIfRefused(response);
    stream.end();
  } catch (thrown) {
    if (response.destroyed) return;
    const error = refusalOf(response) ?? thrown;
    const { status, body } = encodeError(error);
    logServerError(response, error, status, settings.logger);
    stream.end({ name: 'error', data: JSON.stringify(body) });
  }
}
