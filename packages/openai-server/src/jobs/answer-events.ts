import { disconnectSignal } from '../http/disconnect-signal.ts';
import { logServerError } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import { openEventStream } from '../sse/event-stream.ts';
import { accessOf, jobIdOf, type JobCall } from './answer-jobs.ts';
import { encodeJobEvent } from './job-wire.ts';
import { decodeEventPosition } from './request-wire.ts';

/**
 * `GET /v1/jobs/{id}/events`: what happened and what happens, as server-sent events whose ids are their positions. The
 * stream ends with the job. After the last event of an ended job the answer is 204, at which a browser's `EventSource`
 * stops connecting again.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST`.
 */
export async function answerEvents(call: JobCall): Promise<void> {
  const { options, settings, request, response } = call;
  const signal = disconnectSignal(response);
  const after = decodeEventPosition(request);
  const { id, endedAt, lastEvent } = await accessOf(call).get(jobIdOf(request));
  if (endedAt !== undefined && after >= lastEvent) {
    response.status(204).end();
    return;
  }
  const stream = openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
  try {
    for await (const event of options.queue.events(id, { after, signal })) {
      const sent = stream.send({
        id: String(event.position),
        name: event.type,
        data: JSON.stringify(encodeJobEvent(event)),
      });
      if (sent) await sent;
    }
    stream.end();
  } catch (error) {
    if (response.destroyed) return;
    const { status, body } = encodeError(error);
    logServerError(response, error, status, settings.logger);
    stream.end({ name: 'error', data: JSON.stringify(body) });
  }
}
