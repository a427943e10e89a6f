import { encodeError } from '../errors/wire-error.ts';
import type { ServerSentEvent } from '../sse/event-stream.ts';

/** A wire format's way to make server-sent events of its chunks. */
export interface StreamFraming {
  frame(chunk: object): ServerSentEvent;
  /** Ends a stream that went well, after the last chunk. */
  endMarker?: ServerSentEvent;
  /** Keeps a silent stream alive; a comment where left out. */
  keepAlive?: ServerSentEvent;
  /** The chunk that ends a stream in which `error` was thrown. */
  encodeError(error: unknown, requestId: string): object;
}

/** Chunks without names, `[DONE]` at the end. */
export const openAIFraming: StreamFraming = {
  frame: (chunk) => ({ data: JSON.stringify(chunk) }),
  endMarker: { data: '[DONE]' },
  encodeError: (error) => encodeError(error).body,
};
