import { randomUUID } from 'node:crypto';
import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

interface StoredEvent {
  id: string;
  streamId: string;
  message: JSONRPCMessage;
  bytes: number;
}

/**
 * What a session sent lately, so that a client which lost a stream can come back to it with `Last-Event-ID` (MCP,
 * Streamable HTTP, "Resumability and Redelivery"). Keeps `maximumBytes` at most and forgets the oldest first; coming back
 * to what was forgotten fails, and never skips events silently.
 */
export class ReplayStore implements EventStore {
  readonly #events: StoredEvent[] = [];
  readonly #maximumBytes: number;
  #bytes = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    const id = randomUUID();
    const bytes = JSON.stringify(message).length;
    this.#events.push({ id, streamId, message, bytes });
    this.#bytes += bytes;
    while (this.#bytes > this.#maximumBytes) this.#bytes -= this.#events.shift()?.bytes ?? 0;
    return Promise.resolve(id);
  }

  getStreamIdForEventId(eventId: string): Promise<string | undefined> {
    return Promise.resolve(this.#events.find(({ id }) => id === eventId)?.streamId);
  }

  async replayEventsAfter(
    lastEventId: string,
    { send }: { send: (eventId: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const position = this.#events.findIndex(({ id }) => id === lastEventId);
    const last = this.#events[position];
    if (last === undefined) throw new Error('This event is no longer kept.');
    const missed = this.#events.slice(position + 1).filter(({ streamId }) => streamId === last.streamId);
    for (const { id, message } of missed) {
      // A stream begins with an event that holds nothing but its id.
      if (Object.keys(message).length > 0) await send(id, message);
    }
    return last.streamId;
  }
}
