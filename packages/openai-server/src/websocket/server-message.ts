import { TuneloopError } from '@tuneloop/protocol';
import type { ChatCompletionChunk } from '../chat-completions/chunk-encoder.ts';
import { encodeError, retryAfterSeconds, type ErrorBody } from '../errors/wire-error.ts';
import type { JobEventWire } from '../jobs/job-wire.ts';
import type { Subject } from './client-message.ts';

/** What the server sends, one JSON object each text message. */
export type ServerMessage =
  /** First, unless a key is needed: then `authentication-required` is, and this follows the right key. */
  | { type: 'ready' }
  | { type: 'authentication-required' }
  /** The request was understood; `ignored` names the parameters without effect. */
  | { type: 'accepted'; id: string; ignored: string[] }
  /** `chunk` is what the stream of `/v1/chat/completions` sends as `data:`. */
  | { type: 'chunk'; id: string; chunk: ChatCompletionChunk }
  | { type: 'event'; job: string; event: JobEventWire }
  /** What happens from now on comes as `event`. */
  | { type: 'subscribed'; topic: string }
  | { type: 'event'; topic: string; event: Record<string, unknown> }
  /** The generation, or the subscription's job, has ended; nothing more comes about it. */
  | ({ type: 'done' } & Subject)
  /** Ends a generation that its client cancelled. */
  | { type: 'cancelled'; id: string }
  /**
   * Ends what it names; without a name it answers a message that could not be read. `retry_after`: in how many seconds
   * it may go well.
   */
  | ({ type: 'error'; retry_after?: number } & Subject & ErrorBody);

export function encodeErrorMessage(error: unknown, subject: Subject): ServerMessage {
  const seconds = retryAfterSeconds(TuneloopError.from(error));
  return {
    type: 'error',
    ...subject,
    ...encodeError(error).body,
    ...(seconds !== undefined && { retry_after: seconds }),
  };
}
