import { TuneloopError } from '@tuneloop/protocol';
import { refusalOf } from '../../auth/request-key.ts';
import { logServerError } from '../../errors/send-error.ts';
import { encodeError } from '../../errors/wire-error.ts';
import { sendJson } from '../../http/send-json.ts';
import { openEventStream, type EventStream } from '../../sse/event-stream.ts';
import type { ConversationRun } from './conversation-run.ts';
import type { LabCall } from './lab-call.ts';

/** Sends a turn to one reader, as a stream or its last event alone. The turn goes on when the reader leaves. */
export async function sendRun(
  run: ConversationRun,
  { settings, response }: Pick<LabCall, 'settings' | 'response'>,
  { stream: isStream, signal }: { stream: boolean; signal: AbortSignal },
): Promise<void> {
  if (!isStream) {
    for await (const event of run.follow(signal)) {
      if (event.type !== 'done') continue;
      const { type: _type, ...answer } = event;
      sendJson(response, 200, answer);
      return;
    }
    throw new TuneloopError('INTERNAL', 'The turn ended without an answer.');
  }
  let stream: EventStream | undefined;
  try {
    for await (const event of run.follow(signal)) {
      stream ??= openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
      await stream.send({ name: event.type, data: JSON.stringify(event) });
    }
    stream?.end();
  } catch (thrown) {
    const error = refusalOf(response) ?? thrown;
    if (!stream) throw error;
    if (response.destroyed) return;
    const { status, body } = encodeError(error);
    logServerError(response, error, status, settings.logger);
    stream.end({ name: 'error', data: JSON.stringify({ type: 'error', ...body }) });
  }
}
