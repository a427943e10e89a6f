import { throwIfAborted, type JobEventsOptions } from '@tuneloop/protocol';
import type { ChangeSignal } from './change-signal.ts';

/** Events in memory for each reader, at most. */
const batchSize = 100;

/** How long an event of another process may stay unseen, in ms. */
const pollMs = 1000;

/** What is followed. */
export interface EventSource<Event extends { position: number }> {
  /** Of whom `ChangeSignal` hears. */
  id: string;
  /** Errors: `NOT_FOUND`. */
  hasEnded(): boolean;
  /** At most `limit` events behind `after`. */
  read(after: number, limit: number): Event[];
}

/** Reads the store and nothing else: a reader costs one batch of memory, however slow it is. */
export async function* followEvents<Event extends { position: number }>(
  source: EventSource<Event>,
  changes: ChangeSignal,
  { after = 0, signal }: JobEventsOptions,
): AsyncGenerator<Event, void, undefined> {
  let position = after;
  for (;;) {
    throwIfAborted(signal);
    // Asked before the events are read: what ends it meanwhile is among them or in the next round.
    const hasEnded = source.hasEnded();
    const events = source.read(position, batchSize);
    for (const event of events) {
      throwIfAborted(signal);
      position = event.position;
      yield event;
    }
    if (events.length > 0) continue;
    if (hasEnded) return;
    await changes.wait(source.id, pollMs, signal);
  }
}
