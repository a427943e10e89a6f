import type { StreamFraming } from '../generation/stream-framing.ts';
import { encodeMessagesError } from './wire-error.ts';

/** Each event is named by its type; `ping` keeps a silent stream alive, `error` ends one that failed. */
export const messagesFraming: StreamFraming = {
  frame: (chunk) => ({ name: (chunk as { type: string }).type, data: JSON.stringify(chunk) }),
  keepAlive: { name: 'ping', data: '{"type":"ping"}' },
  encodeError: (error, requestId) => encodeMessagesError(error, requestId).body,
};
