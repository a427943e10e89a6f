import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';
import { refusalOf } from '../auth/request-key.ts';
import { logServerError } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import { requestIdOf } from '../http/request-id.ts';
import { sendJson } from '../http/send-json.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { openEventStream, type EventStream } from '../sse/event-stream.ts';
import type { BodyEncoder, ChoiceEvent, StreamEncoder } from './choice-event.ts';
import { openAIFraming } from './stream-framing.ts';

/** Sends the whole answer once the last event has come. */
export async function sendBody<E = ChoiceEvent>(
  response: Response,
  events: AsyncIterable<E>,
  encoder: BodyEncoder<E>,
): Promise<void> {
  for await (const event of events) encoder.add(event);
  sendJson(response, 200, encoder.body());
}

/**
 * Sends the answer in pieces. The status goes out with the first event: what fails before it is thrown and gets a status
 * of its own, what fails later becomes an event of the stream. A slow reader holds up the events.
 */
export async function sendStream<E = ChoiceEvent>(
  response: Response,
  events: AsyncIterable<E>,
  encoder: StreamEncoder<E>,
  settings: RouterSettings,
): Promise<void> {
  const { framing = openAIFraming } = encoder;
  const { keepAlive } = framing;
  let stream: EventStream | undefined;
  const send = async (chunks: readonly object[]): Promise<void> => {
    for (const chunk of chunks) await stream?.send(framing.frame(chunk));
  };
  try {
    for await (const event of events) {
      stream ??= openEventStream(response, { keepAliveMs: settings.keepAliveMs, keepAlive, ...settings.limits });
      await send(encoder.encode(event));
    }
    if (!stream) throw new TuneloopError('INTERNAL', 'The engine ended a generation without any event.');
    await send(encoder.finish());
    stream.end(framing.endMarker);
  } catch (thrown) {
    const error = refusalOf(response) ?? thrown;
    if (!stream) throw error;
    if (response.destroyed) return;
    logServerError(response, error, encodeError(error).status, settings.logger);
    stream.end(framing.frame(framing.encodeError(error, requestIdOf(response))));
  }
}
