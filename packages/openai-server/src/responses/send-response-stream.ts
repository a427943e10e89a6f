import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';
import { refusalOf } from '../auth/request-key.ts';
import { logServerError } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { openEventStream, type EventStream } from '../sse/event-stream.ts';
import type { ToolLoopEvent } from '../tool-loop/tool-loop-event.ts';
import type { ResponseEncoder } from './response-encoder.ts';
import type { ResponseStreamEvent } from './stream-event.ts';

export interface StreamedResponse {
  response: Response;
  events: AsyncIterable<ToolLoopEvent>;
  encoder: ResponseEncoder;
  /** Stores the response as the encoder has it. */
  save: () => Promise<void>;
  settings: RouterSettings;
}

/**
 * Sends a response as a stream of named events and `[DONE]`, which the Open Responses specification asks for. The status
 * goes out with the first event of the engine: what fails before it is thrown and gets a status of its own; what fails
 * later ends the stream with `error` and `response.failed`. A slow reader holds up the engine.
 */
export async function sendResponseStream({
  response,
  events,
  encoder,
  save,
  settings,
}: StreamedResponse): Promise<void> {
  let stream: EventStream | undefined;
  const send = async (chunks: readonly ResponseStreamEvent[]): Promise<void> => {
    for (const chunk of chunks) await stream?.send({ name: chunk.type, data: JSON.stringify(chunk) });
  };
  try {
    for await (const event of events) {
      stream ??= openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
      await send(encoder.encode(event));
    }
    if (!stream) throw new TuneloopError('INTERNAL', 'The engine ended a generation without any event.');
    await save();
    await send(encoder.finish());
  } catch (thrown) {
    const error = refusalOf(response) ?? thrown;
    if (!stream) throw error;
    if (response.destroyed) return;
    logServerError(response, error, encodeError(error).status, settings.logger);
    const last = encoder.fail(error);
    // The failure is told even where the store is what failed.
    await save().catch((reason: unknown) => settings.logger?.warn({ err: reason }, 'a failed response was not stored'));
    await send(last);
  }
  stream.end({ data: '[DONE]' });
}
